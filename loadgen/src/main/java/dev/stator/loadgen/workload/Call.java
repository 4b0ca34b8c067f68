package dev.stator.loadgen.workload;

/**
 * One piece of work of a mix, from its first request to its last answer. Used again and again by
 * one connection.
 */
public final class Call {
  /** The most items that one call can be about. */
  static final int MAX_ITEMS = 100;

  final BodyWriter body = new BodyWriter();
  final long[] numbers = new long[MAX_ITEMS];
  OperationType type = OperationType.GET;
  String request = "GetItem";
  int count;
  int size;
  int step;
  int attempts;
  boolean conditionHolds;
  Outcome outcome = Outcome.OK;
  double readUnits;
  double writeUnits;
  double indexWriteUnits;
  long pauseNs;

  /** Starts anew, about one item. */
  public void begin(OperationType newType, long number) {
    type = newType;
    request = newType.wireName();
    numbers[0] = number;
    count = 1;
    step = 0;
    attempts = 0;
    pauseNs = 0;
    readUnits = 0;
    writeUnits = 0;
    indexWriteUnits = 0;
    outcome = Outcome.OK;
  }

  /** Says how it ended. */
  public void end(Outcome newOutcome) {
    outcome = newOutcome;
  }

  public OperationType type() {
    return type;
  }

  /** The operation of the next request, as in {@code X-Amz-Target}. */
  public String request() {
    return request;
  }

  public BodyWriter body() {
    return body;
  }

  /** The number of the first item that the call is about. */
  public long number() {
    return numbers[0];
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Capacity units that a read of this size costs by the published rules; 0 when it failed. */
  public double readUnits() {
    return outcome == Outcome.OK ? readUnits : 0;
  }

  /** Capacity units of the table that the write costs by the published rules. */
  public double writeUnits() {
    return outcome == Outcome.OK || outcome == Outcome.CONDITION_FAILED ? writeUnits : 0;
  }

  /** Capacity units of the global index that the write costs by the published rules, at most. */
  public double indexWriteUnits() {
    return outcome == Outcome.OK ? indexWriteUnits : 0;
  }

  /** How long to wait before the next request. */
  public long pauseNs() {
    return pauseNs;
  }
}
