package dev.stator.core.segment;

import dev.stator.core.error.StorageException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How far a log is durable. Forcing happens on any thread, one range at a time; closing waits for
 * the range under way, so no mapping goes away under a force. A force that failed once is never
 * trusted again: the pages may have been dropped.
 */
final class Durability {
  private final ReentrantLock forcing = new ReentrantLock();
  private volatile long position;
  private volatile @Nullable StorageException failure;
  private boolean closed;

  Durability(long position) {
    this.position = position;
  }

  /** Everything below this location is durable; 0 = nothing. */
  long position() {
    return position;
  }

  void checkTrusted() {
    @Nullable StorageException cause = failure;
    if (cause != null) {
      throw new StorageException("an earlier force failed: " + cause.getMessage(), cause);
    }
  }

  /** Runs one force of the log. */
  void force(Runnable force) {
    forcing.lock();
    try {
      checkTrusted();
      if (closed) {
        throw new StorageException("the log was closed before it was forced");
      }
      force.run();
    } catch (StorageException e) {
      if (failure == null && !closed) {
        failure = e;
      }
      throw e;
    } finally {
      forcing.unlock();
    }
  }

  void advanceTo(long newPosition) {
    forcing.lock();
    try {
      position = Math.max(position, newPosition);
    } finally {
      forcing.unlock();
    }
  }

  void close() {
    forcing.lock();
    try {
      closed = true;
    } finally {
      forcing.unlock();
    }
  }
}
