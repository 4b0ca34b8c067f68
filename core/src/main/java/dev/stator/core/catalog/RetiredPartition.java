package dev.stator.core.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition that others have taken the place of. It takes no writes any more, and is kept as long
 * as somebody follows its changes.
 *
 * @param end the location behind its last change
 * @param splitMicros the timestamps of its records are below this, those of what its successors
 *     were told by clients are not; epoch microseconds
 * @param indexes the global indexes that have its changes, by the ids of their first partitions:
 *     those that there were when it was split
 * @param successors those that have taken its place, in the order of their ranges
 */
public record RetiredPartition(
    long id, long end, long splitMicros, List<Long> indexes, List<Successor> successors) {
  public RetiredPartition {
    indexes = List.copyOf(indexes);
    successors = List.copyOf(successors);
  }

  /**
   * A partition that has taken its place, or a part of that.
   *
   * @param start the location of its first change of its own: what is before is what there was
   */
  public record Successor(long id, long start) {}

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
