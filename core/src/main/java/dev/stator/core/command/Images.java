package dev.stator.core.command;

/** Bits that say which images the reply to a write carries, and when it comes. */
public final class Images {
  public static final int NONE = 0;

  /** The item before the write, when there was one. */
  public static final int OLD = 1;

  /** The item after the write, when there is one. */
  public static final int NEW = 2;

  /** The item as it is when the condition failed. */
  public static final int ON_FAILURE = 4;

  /** No image: the reply waits until no loss of power can take the command back. */
  public static final int WHEN_DURABLE = 8;

  private Images() {}
}
