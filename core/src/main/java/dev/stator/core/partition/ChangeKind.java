package dev.stator.core.partition;

/** What happened to an item. */
public enum ChangeKind {
  INSERT(1),
  MODIFY(2),
  REMOVE(3),

  /** The service removed it because its time to live was over. */
  EXPIRE(4);

  private final byte code;

  ChangeKind(int code) {
    this.code = (byte) code;
  }

  /** What stands for it in a reply. */
  byte code() {
    return code;
  }

  static ChangeKind of(byte code) {
    return switch (code) {
      case 1 -> INSERT;
      case 2 -> MODIFY;
      case 3 -> REMOVE;
      case 4 -> EXPIRE;
      default -> throw new IllegalArgumentException("no kind of change: " + code);
    };
  }
}
