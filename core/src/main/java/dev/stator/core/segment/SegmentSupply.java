package dev.stator.core.segment;

import dev.stator.core.error.NoRoomException;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.MappedFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * The files of the segments to come: the next one is made ahead by another thread, others when they
 * are needed. Which of both makes no difference to the files.
 */
final class SegmentSupply {
  static final int NEVER = Integer.MAX_VALUE;

  /** How much of a segment is left when the next file is wanted, unless that is more than half. */
  private static final int LEAST_LEFT = 2 << 20;

  /** What part of a long segment is left then: there is time to make the file meanwhile. */
  private static final int LEFT_SHARE = 8;

  private final SegmentDirectory directory;
  private final SegmentConfig config;

  /** Files made for appends that are about to come, of ascending numbers. */
  private final Deque<ReadyFile> ready = new ArrayDeque<>();

  private @Nullable PreparedFile prepared;
  private int preparedNumber;
  private int preparedLength;
  private boolean isShort;

  private record ReadyFile(int number, MappedFile file) {}

  SegmentSupply(SegmentDirectory directory, SegmentConfig config) {
    this.directory = directory;
    this.config = config;
  }

  /** Whether files are made ahead of their need. */
  boolean isAhead() {
    return config.preparer() != null;
  }

  /** Has pages of a segment made ready by another thread, if there is one. */
  void populate(Segment segment, int from, int count, boolean huge) {
    @Nullable Executor preparer = config.preparer();
    if (preparer != null) {
      try {
        preparer.execute(() -> segment.populate(from, count, huge));
      } catch (RejectedExecutionException e) {
        // then the first write to each page does it
      }
    }
  }

  /** Where the records of a segment end when the next file is to be made, which takes room. */
  int prepareAt(Segment segment) {
    int length = segment.length();
    int left = Math.max(length / LEFT_SHARE, Math.min(length / 2, LEAST_LEFT));
    return isAhead() ? length - left : NEVER;
  }

  /**
   * Has the file of a segment made by another thread, if there is one.
   *
   * @param beginning how much of it is made ready for writing, too
   */
  void prepare(int number, int length, int beginning) {
    @Nullable Executor preparer = config.preparer();
    if (preparer == null || !ready.isEmpty()) {
      return;
    }
    PreparedFile next = new PreparedFile(directory, number, length, beginning);
    try {
      preparer.execute(next);
      prepared = next;
      preparedNumber = number;
      preparedLength = length;
    } catch (RejectedExecutionException e) {
      prepared = null; // then the append that needs the file creates it
    }
  }

  /** Whether no file of a segment is being made ahead now. */
  boolean isDone() {
    @Nullable PreparedFile next = prepared;
    return next == null || next.isDone();
  }

  /** Tries again if the file of the next segment could not be made. */
  void prepareAgain() {
    if (isShort() && prepared != null && prepared.progress() == PreparedFile.Progress.FAILED) {
      prepare(preparedNumber, preparedLength, PagesAhead.STEP);
    }
  }

  /** Whether the file of the next segment should be there and cannot be made. */
  boolean isShort() {
    @Nullable PreparedFile next = prepared;
    if (next == null) {
      isShort = false;
      return false;
    }
    switch (next.progress()) {
      case WANTED -> {} // as before
      case READY -> isShort = false;
      case FAILED -> isShort = true;
    }
    return isShort;
  }

  /**
   * Makes the file of a segment now, for an append that is about to come.
   *
   * @throws NoRoomException when it cannot be made; what was made before stays
   */
  void makeReady(int number, int length) {
    for (ReadyFile made : ready) {
      if (made.number == number && made.file.buffer().capacity() == length) {
        return;
      }
    }
    discardFrom(number);
    ready.addLast(new ReadyFile(number, make(number, length)));
  }

  /**
   * The file of the next segment, now owned by the caller.
   *
   * @throws NoRoomException when it cannot be made; nothing is changed then
   */
  MappedFile take(int number, int length) {
    makeReady(number, length);
    return ready.removeFirst().file;
  }

  /** The prepared file if it is right, else one created now: the same file in either case. */
  private MappedFile make(int number, int length) {
    @Nullable PreparedFile preparation = number == preparedNumber ? prepared : null;
    @Nullable MappedFile file = preparation == null ? null : preparation.take();
    if (preparation != null) {
      prepared = null;
    }
    if (file != null && file.buffer().capacity() == length) {
      return file;
    }
    if (file != null) {
      file.close();
    }
    try {
      return directory.create(number, length);
    } catch (StorageException e) {
      throw new NoRoomException(
          "no room for another segment: file="
              + directory.file(number)
              + ", length="
              + length
              + ", reason="
              + e.getMessage(),
          e);
    }
  }

  /** Deletes the files that were made and are not in use. */
  void discard() {
    discardFrom(1);
    @Nullable PreparedFile preparation = prepared;
    prepared = null;
    @Nullable MappedFile file = preparation == null ? null : preparation.take();
    if (file != null) {
      file.close();
      directory.delete(preparedNumber);
    }
  }

  /** Those of earlier appends that did not come. */
  private void discardFrom(int number) {
    while (!ready.isEmpty() && ready.getLast().number >= number) {
      ReadyFile last = ready.removeLast();
      CloseHelper.close(last.file);
      directory.delete(last.number);
    }
  }
}
