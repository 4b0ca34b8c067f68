package dev.stator.gateway.connection;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of bodies and answers that all event loops together have in memory, and may have. */
final class BufferBudget {
  private final AtomicLong bytes = new AtomicLong();
  private final long limit;

  BufferBudget(long limit) {
    this.limit = limit;
  }

  /** Counts bytes in, or out when negative. */
  void add(long count) {
    bytes.addAndGet(count);
  }

  /** Whether that many more, or less, are too many. */
  boolean isExceeded(long more) {
    return bytes.get() + more > limit;
  }

  long bytes() {
    return bytes.get();
  }

  long limit() {
    return limit;
  }
}
