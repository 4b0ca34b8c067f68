package dev.stator.core.journal;

import org.agrona.DirectBuffer;

/**
 * What drives the partitions of one worker: commands are offered by any thread, ordered and made
 * durable, and come back on the worker's thread by {@link #poll}. A local commit log or a
 * replicated group.
 *
 * <p>Opening a log replays what it holds beyond the checkpoint; after that offers are accepted.
 */
public interface CommandLog extends AutoCloseable {

  /** What became of an offered command. */
  enum Offer {
    /** Copied; it comes back through {@link #poll}, committed or failed. */
    ACCEPTED,
    /** The ring is full: the caller answers with throttling or tries again later. */
    FULL,
    /** Longer than {@link #maxCommandLength}; it never fits. */
    TOO_LARGE,
    /** Another node orders the commands of this log; never the answer of a local log. */
    NOT_LEADER,
    /**
     * The disk has no room for what the command would write; never the answer of a log, but of who
     * would have offered it the command.
     */
    NO_ROOM,
    /** The log failed or is closed; nothing is accepted any more. */
    FAILED
  }

  /** Copies the command into the log's ring; any thread, never blocks. */
  default Offer offer(DirectBuffer command, int offset, int length) {
    Offer offer = enqueue(command, offset, length);
    if (offer == Offer.ACCEPTED) {
      signal();
    }
    return offer;
  }

  /**
   * As {@link #offer}, but whoever takes commands from the ring may sleep on until {@link #signal},
   * which must follow soon. For those who offer several commands in a row.
   */
  Offer enqueue(DirectBuffer command, int offset, int length);

  /** Wakes whoever takes commands from the ring; any thread, never blocks. */
  void signal();

  /**
   * Delivers the committed batches that wait, a bounded number of them; the worker's thread only.
   *
   * @return number of commands delivered, committed and failed ones
   */
  int poll(CommitListener listener);

  /** Whether {@link #poll} has something to deliver; cheap, the worker's thread. */
  boolean hasCommitted();

  /**
   * Whether everything that was offered has been delivered; a worker that shuts down polls until
   * then. The worker's thread.
   */
  boolean isDrained();

  /** Whether the log gave up after a failed write or force; it stays so until it is opened anew. */
  boolean hasFailed();

  /** The longest command that can be offered, in bytes. */
  int maxCommandLength();

  /** Number of times this log was opened, from 1; every later batch carries it. */
  long epoch();

  /** The index of the last command given to the disk (not yet forced perhaps); 0 when none. */
  long appendedIndex();

  /**
   * Lets what was delivered be made durable at once where that is put off, since somebody waits for
   * it; any thread, never blocks.
   */
  default void hurry() {}

  /** The index of the last durable command, or in memory of the last delivered one; 0 when none. */
  long committedIndex();

  /**
   * Says that the effects of all commands up to and including {@code index} are in checkpoints, so
   * that files holding nothing else are recycled; the worker's thread.
   */
  void checkpointed(long index);

  /**
   * Bytes of log delivered since the last checkpointed index (to about {@value
   * CheckpointDistance#STRIDE_BYTES} bytes), for deciding when to take the next checkpoint; the
   * worker's thread.
   */
  long bytesSinceCheckpoint();

  /** Bytes of commands that were offered and that nobody has taken yet; any thread. */
  long waitingBytes();

  /** Counts of batches and the time forces take. */
  CommandLogMetrics metrics();

  /**
   * Stops the log's threads and closes its files. Commands that were offered and not committed are
   * dropped; poll until {@link #isDrained} first to keep them.
   */
  @Override
  void close();
}
