package dev.stator.core.segment;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.MappedFile;
import org.jspecify.annotations.Nullable;

/**
 * The file of the next segment, created ahead of its need by another thread. The owner takes it
 * once: after that a late {@link #run} does nothing, and one under way is waited for.
 */
final class PreparedFile implements Runnable {
  private final SegmentDirectory directory;
  private final int number;
  private final int length;
  private @Nullable MappedFile file;
  private boolean taken;

  PreparedFile(SegmentDirectory directory, int number, int length) {
    this.directory = directory;
    this.number = number;
    this.length = length;
  }

  @Override
  public synchronized void run() {
    if (taken) {
      return;
    }
    try {
      file = directory.create(number, length);
    } catch (StorageException e) {
      // The owner creates the file itself when it needs it, and answers for that failure.
      file = null;
    }
  }

  /** The file, now owned by the caller; null when there is none. */
  synchronized @Nullable MappedFile take() {
    @Nullable MappedFile result = file;
    file = null;
    taken = true;
    return result;
  }
}
