package dev.stator.core.throughput;

/**
 * One limit: its bucket, and what is told when that is empty.
 *
 * @param bucket what the limit leaves
 */
record Gate(TokenBucket bucket, Throttle throttle) {
  LimitType type() {
    return throttle.type();
  }
}
