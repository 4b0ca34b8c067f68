package dev.stator.loadgen.search;

/**
 * One measurement at a rate.
 *
 * @param purpose why it was made
 * @param detail the figures, or what was wrong with the client
 */
public record Trial(double rate, Purpose purpose, Outcome outcome, String detail) {
  /** Why a rate is tried. */
  public enum Purpose {
    STEP,
    BISECT,
    CONFIRM
  }

  /** How a trial came out. */
  public enum Outcome {
    /** The objective held. */
    HELD,
    MISSED,
    /** The client was the bottleneck. */
    INVALID
  }
}
