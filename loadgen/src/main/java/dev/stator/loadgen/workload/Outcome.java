package dev.stator.loadgen.workload;

/** How a request ended. */
public enum Outcome {
  OK("ok", false),
  /** The condition of a conditional write did not hold, as it was meant to. */
  CONDITION_FAILED("condition-failed", false),
  /** Refused because of a limit of throughput. */
  THROTTLED("throttled", true),
  /** Two transactions were at the same item. */
  CONFLICT("conflict", true),
  /** There is no such item, where there must be one. */
  MISSING("missing", true),
  /** An item came that is not what was written. */
  CORRUPT("corrupt", true),
  /** Refused for another reason. */
  REFUSED("refused", true),
  /** An answer with a status of 500 or above. */
  SERVER_ERROR("server-error", true),
  /** No answer in time. */
  TIMEOUT("timeout", true),
  /** The connection broke before the answer. */
  CONNECTION_LOST("connection-lost", true);

  private final String label;
  private final boolean failure;

  Outcome(String label, boolean failure) {
    this.label = label;
    this.failure = failure;
  }

  public String label() {
    return label;
  }

  public boolean isFailure() {
    return failure;
  }
}
