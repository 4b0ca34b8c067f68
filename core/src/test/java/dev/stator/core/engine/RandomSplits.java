package dev.stator.core.engine;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Splits and moves random partitions of a table at random places. */
final class RandomSplits {
  /** A table with more is not split any further. */
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
    List<PartitionRange> ranges = present.partitions();
    PartitionRange range = ranges.get(random.nextInt(ranges.size()));
    long size = range.lastHash() - range.firstHash(); // of all hashes: one less than they are
    if (ranges.size() >= ENOUGH || random.nextInt(4) == 0 || size == 0) {
      return engine.movePartition(table, range.id(), random.nextInt(engine.workers()));
    }
    long hash = range.firstHash() + 1 + Long.remainderUnsigned(random.nextLong(), size);
    return engine.splitPartition(table, range.id(), hash);
  }
}
