package dev.stator.core.journal;

/** Where the whole batches of a file end, and why. */
sealed interface Tail {
  /** Nothing of this life of the file follows. */
  record Clean(int position) implements Tail {}

  /** What follows was written and not forced, and nobody was promised it: it is cut. */
  record Torn(int position, String reason) implements Tail {}

  /** What should follow had been forced: the log is refused. */
  record Corrupt(int position, String reason) implements Tail {}
}
