package dev.stator.core.segment;

/** What was found behind the last whole record; {@code position} is the location of that place. */
public sealed interface Tail {
  long position();

  /** Nothing. */
  record Clean(long position) implements Tail {}

  /** Bytes that no checkpoint covers: they were cut, and the log goes on from here. */
  record Torn(long position) implements Tail {}

  /** Damage below the position that must be intact: the log cannot be opened. */
  record Corrupt(long position, String reason) implements Tail {}
}
