package dev.stator.core.journal;

import org.agrona.DirectBuffer;

/** Receives the commands of a {@link CommandLog} in their order, on the worker's thread. */
public interface CommitListener {

  /** What is known about a command that was accepted and not committed. */
  enum Failure {
    /** It was not written: it will never be applied. */
    REJECTED,
    /** It was written and not forced: the next opening of the log may find it, or not. */
    UNKNOWN
  }

  /**
   * One committed command; must not throw.
   *
   * @param epoch the opening of the log in which it was appended
   * @param index 1, 2, 3, … without gap
   * @param buffer holds the command; valid during the call only
   */
  void onCommand(long epoch, long index, DirectBuffer buffer, int offset, int length);

  /**
   * The commands that follow, up to the next call of this, have waited for the disk from one time
   * to the other, by {@link System#nanoTime}; not called by a log whose commands do not wait.
   */
  default void onBatch(long takenNs, long committedNs) {}

  /**
   * The end of a batch: every command up to {@code lastIndex} has been delivered. Replies may be
   * flushed here.
   */
  default void onBatchEnd(long epoch, long lastIndex) {}

  /** A command that was accepted and will not be committed; its client gets an error. */
  default void onFailed(Failure failure, DirectBuffer buffer, int offset, int length) {}
}
