package dev.stator.core.segment;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.MappedFile;
import org.jspecify.annotations.Nullable;

/**
 * The file of the next segment, created ahead of its need by another thread, which also makes its
 * beginning ready to be written. The owner takes it once: after that a late {@link #run} does
 * nothing, and one under way is waited for.
 */
final class PreparedFile implements Runnable {
  /** What has become of the file so far. */
  enum Progress {
    WANTED,
    READY,
    FAILED
  }

  /** Of files that are perhaps filled slowly, and have few pages. */
  private static final int FEW_BYTES = 64 << 10;

  private final SegmentDirectory directory;
  private final int number;
  private final int length;
  private final int beginning;
  private @Nullable MappedFile file;
  private boolean taken;
  private volatile Progress progress = Progress.WANTED;
  private volatile boolean done;

  PreparedFile(SegmentDirectory directory, int number, int length, int beginning) {
    this.directory = directory;
    this.number = number;
    this.length = length;
    this.beginning = beginning;
  }

  @Override
  public void run() {
    @Nullable MappedFile made = make();
    if (made != null) { // else the first write would take milliseconds
      int count = length >= beginning ? beginning : shortBeginning();
      PagesAhead.populate(made, 0, count, count == MappedFile.HUGE_PAGE);
    }
    done = true;
  }

  /** Whether nothing more is done for it: its beginning is ready, or it could not be made. */
  boolean isDone() {
    return done;
  }

  private int shortBeginning() {
    return length >= PagesAhead.STEP ? PagesAhead.STEP : Math.min(length, FEW_BYTES);
  }

  private synchronized @Nullable MappedFile make() {
    if (!taken) {
      try {
        file = directory.create(number, length);
        progress = Progress.READY;
      } catch (StorageException e) {
        // The owner tries again, or creates the file when it needs it and answers for that failure.
        progress = Progress.FAILED;
      }
    }
    return file;
  }

  /** Never waits. */
  Progress progress() {
    return progress;
  }

  /** The file, now owned by the caller; null when there is none. */
  synchronized @Nullable MappedFile take() {
    @Nullable MappedFile result = file;
    file = null;
    taken = true;
    return result;
  }
}
