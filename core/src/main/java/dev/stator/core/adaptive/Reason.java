package dev.stator.core.adaptive;

/** Why the controller does something to a partition, or does nothing. */
public enum Reason {
  /** Nothing has to be done. */
  CALM(Outcome.NOTHING),
  /** It is hot, but not for long enough. */
  WATCHED(Outcome.NOTHING),
  /** The controller observes only. */
  SWITCHED_OFF(Outcome.NOTHING),

  /** It consumes nearly all that one partition can serve. */
  CONSUMPTION(Outcome.SPLIT),
  /** It has reached the size limit. */
  SIZE(Outcome.SPLIT),
  /** What the table or index should serve is more than its partitions can. */
  RAISED_THROUGHPUT(Outcome.SPLIT),
  /** Its worker has much more to do than others. */
  UNEVEN_WORKERS(Outcome.MOVE),

  /** One item has more than half of the heat, so one half would be as hot as the whole. */
  SINGLE_HOT_KEY(Outcome.REFUSED),
  /** One partition key has more than half of the heat, and only hashes of these can be divided. */
  ITEM_COLLECTION(Outcome.REFUSED),
  /** As above, and local indexes keep the items of a partition key together. */
  LOCAL_INDEX(Outcome.REFUSED),
  /** Keys are hit in order, so one half would be as hot as the whole, and the other cold. */
  SEQUENTIAL(Outcome.REFUSED),
  /** Too few keys were seen to say where to split; a Scan shows none. */
  UNKNOWN_KEYS(Outcome.REFUSED),
  /** Another partition of the table or index is being split. */
  UNDER_WAY(Outcome.REFUSED),
  /** The table or index has as many partitions as it may have. */
  TOO_MANY_PARTITIONS(Outcome.REFUSED),
  /** The engine could not do it. */
  NOT_POSSIBLE(Outcome.REFUSED);

  /** What comes of a decision. */
  public enum Outcome {
    NOTHING,
    SPLIT,
    MOVE,
    /** Something should be done and cannot be done, or would not help. */
    REFUSED
  }

  private final Outcome outcome;

  Reason(Outcome outcome) {
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }
}
