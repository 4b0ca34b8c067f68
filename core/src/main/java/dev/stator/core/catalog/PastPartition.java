package dev.stator.core.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition that was split, of a table whose past is kept: as of times before the split, it has
 * the items, and its successors count for nothing. When nobody else needs it, only its archive is
 * left.
 *
 * @param splitMicros its records are from before, what its successors were told by clients is not;
 *     epoch microseconds
 * @param successors those that have taken its place, in the order of their ranges
 */
public record PastPartition(long id, long splitMicros, List<Successor> successors) {
  public PastPartition {
    successors = List.copyOf(successors);
  }

  /**
   * A partition that has taken its place, or a part of that.
   *
   * @param sequence the sequence number of its last record that tells what there was: what follows
   *     are changes of its own
   */
  public record Successor(long id, long sequence) {}

  /** The successor with this id, or null. */
  public @Nullable Successor successor(long successorId) {
    for (Successor successor : successors) {
      if (successor.id() == successorId) {
        return successor;
      }
    }
    return null;
  }
}
