package dev.stator.core.adaptive;

import dev.stator.core.throughput.Direction;

/** What a request did with a key. */
public enum Access {
  READ,
  WRITE,
  /** A read that was refused for want of capacity. */
  THROTTLED_READ,
  /** A write that was refused for want of capacity. */
  THROTTLED_WRITE;

  private static final Access[] ALL = values();

  static Access of(Direction direction, boolean throttled) {
    return switch (direction) {
      case READ -> throttled ? THROTTLED_READ : READ;
      case WRITE -> throttled ? THROTTLED_WRITE : WRITE;
    };
  }

  /** Types of messages in a ring begin at 1. */
  int messageType() {
    return ordinal() + 1;
  }

  static Access ofMessageType(int type) {
    return ALL[type - 1];
  }

  boolean isThrottled() {
    return this == THROTTLED_READ || this == THROTTLED_WRITE;
  }
}
