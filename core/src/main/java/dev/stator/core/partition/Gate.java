package dev.stator.core.partition;

import dev.stator.core.command.CommandDescriptor;

/** What a partition takes, which is part of its state. A partition that is split is closed. */
public enum Gate {
  /** Everything. */
  OPEN(0),
  /**
   * No further prepares: it is to be closed when the transactions that it has prepared have ended.
   */
  CLOSING(1),
  /** No changes any more: others have them or will have. */
  CLOSED(2);

  private final int code;

  Gate(int code) {
    this.code = code;
  }

  /** What stands for it in a checkpoint. */
  public int code() {
    return code;
  }

  /**
   * What a number in a checkpoint stands for.
   *
   * @throws IndexOutOfBoundsException when it is none of these
   */
  public static Gate of(int code) {
    return values()[code];
  }

  /** Whether a command of this type is refused. */
  boolean refuses(byte type) {
    return switch (this) {
      case OPEN -> false;
      case CLOSING -> type == CommandDescriptor.PREPARE;
      case CLOSED ->
          switch (type) {
            case CommandDescriptor.PUT,
                CommandDescriptor.UPDATE,
                CommandDescriptor.DELETE,
                CommandDescriptor.INDEX,
                CommandDescriptor.PREPARE,
                CommandDescriptor.EXPIRE ->
                true;
            default -> false;
          };
    };
  }
}
