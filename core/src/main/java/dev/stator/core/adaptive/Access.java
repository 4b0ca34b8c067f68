package dev.stator.core.adaptive;

import dev.stator.core.throughput.Direction;

/** What a request did with a key. */
public enum Access {
  READ(1),
  WRITE(2),
  /** A read that was refused for want of capacity. */
  THROTTLED_READ(3),
  /** A write that was refused for want of capacity. */
  THROTTLED_WRITE(4);

  private final int messageType;

  /**
   * @param messageType in a ring of samples
   */
  Access(int messageType) {
    this.messageType = messageType;
  }

  static Access of(Direction direction, boolean throttled) {
    return switch (direction) {
      case READ -> throttled ? THROTTLED_READ : READ;
      case WRITE -> throttled ? THROTTLED_WRITE : WRITE;
    };
  }

  int messageType() {
    return messageType;
  }

  static Access ofMessageType(int type) {
    return switch (type) {
      case 1 -> READ;
      case 2 -> WRITE;
      case 3 -> THROTTLED_READ;
      default -> THROTTLED_WRITE;
    };
  }

  boolean isThrottled() {
    return this == THROTTLED_READ || this == THROTTLED_WRITE;
  }
}
