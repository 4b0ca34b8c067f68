package dev.stator.core.engine;

import java.util.List;

/** What has become of the wish to split a partition, or to move it to another worker. */
public sealed interface SplitOutcome {
  /**
   * Others have taken its place.
   *
   * @param successors their ids, in the order of their ranges
   * @param closed how long the partition took no changes before its successors took them
   */
  record Done(long partition, List<Long> successors, ClosedSpan closed) implements SplitOutcome {
    public Done {
      successors = List.copyOf(successors);
    }
  }

  /** It is as it was. */
  record Refused(long partition, Reason reason) implements SplitOutcome {}

  /** Why a partition was not split. */
  enum Reason {
    NO_SUCH_TABLE("there is no such table"),
    TABLE_IS_CHANGING("the table is being created, changed or deleted"),
    NO_SUCH_INDEX("the table has no such global index"),
    INDEX_IS_CHANGING("the index is being filled or deleted"),
    NO_SUCH_PARTITION("the table or index has no such partition"),
    HASH_OUTSIDE("the hash is not within the range of the partition"),
    UNDER_WAY("the partition is being split"),
    NOT_WRITABLE("the partition takes no writes"),
    COULD_NOT_FOLLOW("the successors did not catch up with the writes in time"),
    NOT_STORED("the split could not be stored in the catalog"),
    UNKNOWN("nobody knows before the next start whether the split was stored in the catalog"),
    CLOSED("the engine is being closed");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** For people. */
    public String text() {
      return text;
    }
  }
}
