package dev.stator.core.engine;

import dev.stator.core.model.GlobalIndex;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Splits and moves random partitions of a table and of its global indexes at random places. */
final class RandomSplits {
  /** A table or index with more is not split any further. */
  private static final int ENOUGH = 12;

  private final Random random;
  private final String table;

  RandomSplits(Random random, String table) {
    this.random = random;
    this.table = table;
  }

  /** Begins to split or move a partition. */
  CompletableFuture<SplitOutcome> begin(Engine engine) {
    Table present = Objects.requireNonNull(engine.table(table));
    String index = index(present);
    List<PartitionRange> ranges = present.partitions(index);
    PartitionRange range = ranges.get(random.nextInt(ranges.size()));
    long size = range.lastHash() - range.firstHash(); // of all hashes: one less than they are
    if (ranges.size() >= ENOUGH || random.nextInt(4) == 0 || size == 0) {
      return engine.movePartition(table, index, range.id(), random.nextInt(engine.workers()));
    }
    long hash = range.firstHash() + 1 + Long.remainderUnsigned(random.nextLong(), size);
    return engine.splitPartition(table, index, range.id(), hash);
  }

  /** One of the global indexes; null: the table itself. */
  private @Nullable String index(Table present) {
    List<GlobalIndex> indexes = present.definition().schema().globalIndexes();
    int which = random.nextInt(indexes.size() + 1);
    return which == indexes.size() ? null : indexes.get(which).name();
  }
}
