package dev.stator.loadgen.report;

/** What a command ends with. */
public final class ExitCode {
  /** All is well. */
  public static final int PASS = 0;

  /** The objective was missed; without one, requests failed. */
  public static final int FAIL = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** The client was the bottleneck: the figures say nothing about the server. */
  public static final int INVALID = 3;

  /** It could not be done, for example because nobody listens. */
  public static final int IMPOSSIBLE = 4;

  /** The measurements do not allow a verdict. */
  public static final int INCONCLUSIVE = 5;

  private ExitCode() {}
}
