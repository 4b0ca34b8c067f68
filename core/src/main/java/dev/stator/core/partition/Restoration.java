package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.PREPARE;
import static dev.stator.core.segment.RecordDescriptor.PUT;

import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.Summary;
import dev.stator.core.summary.SummaryBuilder;
import dev.stator.core.summary.SummaryFiles;
import java.util.ArrayDeque;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds the indexes of a partition from its segments when it is opened: from their summaries, and
 * from the records where there is none. Goes from the newest segment to the oldest, so that the
 * first record met of a key is the one that counts and no other is ever looked at.
 */
final class Restoration implements AutoCloseable {
  /** Takes the items that are live. */
  interface Target {
    void onItem(Summary item);
  }

  private final SegmentLog log;
  private final SummaryFiles summaries;
  private final PageArena arena;
  private final OrderedIndex tree;
  private final OrderedIndex removed;
  private final ArrayDeque<long[]> steps = new ArrayDeque<>();
  private final RecordView record = new RecordView();

  Restoration(SegmentLog log, SummaryFiles summaries, PageArena arena, OrderedIndex tree) {
    this.log = log;
    this.summaries = summaries;
    this.arena = arena;
    this.tree = tree;
    this.removed = new OrderedIndex(arena);
  }

  /** Fills the empty tree, counts what is live, and hands every live item over. */
  void restore(PreparedTransactions prepared, Target target) {
    IntHashSet kept = new IntHashSet();
    for (int number = log.lastSegment(); number >= 1; number--) {
      if (log.isOpen(number) && !log.isEmptied(number)) {
        kept.add(number);
        take(summaryOf(number), target);
      }
    }
    for (long[] locations : steps) {
      for (long location : locations) {
        takeStep(log.read(location, record), prepared);
      }
    }
    summaries.deleteOthers(kept);
  }

  private Summary summaryOf(int number) {
    int end = log.end(number);
    @Nullable Summary found = log.isFull(number) ? summaries.find(number, end) : null;
    if (found != null) {
      log.markSummarized(number);
      return found;
    }
    try (SummaryBuilder builder = new SummaryBuilder(arena)) {
      log.replay(number, builder);
      return builder.build(log.partitionId(), number, end);
    }
  }

  private void take(Summary summary, Target target) {
    log.countOld(summary.segment(), summary.superseded(), summary.noteBytes());
    steps.addFirst(summary.steps());
    while (summary.next()) {
      if (summary.type() == PUT) {
        takeItem(summary, target);
      } else {
        takeRemoval(summary);
      }
    }
  }

  private void takeItem(Summary item, Target target) {
    DirectBuffer keys = item.keyBuffer();
    int offset = item.keyOffset();
    int length = item.keyLength();
    if (removed.size() > 0 && removed.get(keys, offset, length) != OrderedIndex.NONE) {
      log.countOld(item.segment(), 1, 0);
      return;
    }
    long newer = tree.put(keys, offset, length, item.location());
    if (newer != OrderedIndex.NONE) {
      tree.put(keys, offset, length, newer);
      log.countOld(item.segment(), 1, 0);
      return;
    }
    log.countLive(item.location(), item.recordLength());
    target.onItem(item);
  }

  private void takeRemoval(Summary removal) {
    DirectBuffer keys = removal.keyBuffer();
    if (tree.get(keys, removal.keyOffset(), removal.keyLength()) == OrderedIndex.NONE) {
      removed.put(keys, removal.keyOffset(), removal.keyLength(), removal.location());
    }
  }

  private void takeStep(RecordView step, PreparedTransactions prepared) {
    long earlier = prepared.find(step.buffer(), step.keyOffset(), step.keyLength());
    if (earlier != PreparedTransactions.NONE) {
      // Resolved by this, or the original of this, or resolved by a record that is emptied.
      RecordView preparation = log.read(earlier, new RecordView());
      prepared.remove(preparation);
      log.supersede(preparation);
    }
    if (step.type() == PREPARE) {
      prepared.add(step);
      log.countLive(step.location(), step.length());
    }
  }

  @Override
  public void close() {
    removed.close();
  }
}
