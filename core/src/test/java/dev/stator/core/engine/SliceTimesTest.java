package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.SliceTimes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures how long background work holds a worker up at a time, under updates on a real disk. With
 * {@code -Dstator.seconds} for longer, with {@code -Dstator.partitions} for a table of more
 * partitions; prints the figures.
 */
class SliceTimesTest {
  private static final int SECONDS = Integer.getInteger("stator.seconds", 2);
  private static final int PARTITIONS = Integer.getInteger("stator.partitions", 1);
  private static final int ITEMS = 20_000;
  private static final String V = "x".repeat(900);

  private final Random random = new Random(1);

  @TempDir Path directory;

  @Test
  void backgroundWorkTakesTheWorkerForShortTimes() {
    EngineConfig config =
        EngineConfig.at(directory)
            .withSegments(new SegmentConfig(64 << 10, 4 << 20, null))
            .withSizes(
                EngineSizes.standard()
                    .withWorkers(1)
                    .withPartitionsPerTable(PARTITIONS)
                    .withCheckpointBytes(8 << 20));
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.engine().createTable(EngineDriver.definition(true)).join();
      driver.awaitActive();
      SliceTimes times = driver.table(EngineDriver.TABLE).routes(null).get(0).worker().sliceTimes();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
      do {
        update(driver);
      } while (System.nanoTime() < end
          || (PARTITIONS == 1 && times.compaction().getTotalCount() < 100)
          || times.checkpoints().getTotalCount() < 2
          || times.feeds().getTotalCount() < 100);

      report("compaction", times.compaction());
      report("checkpoints", times.checkpoints());
      report("feeds", times.feeds());
      assertThat(times.compaction().getValueAtPercentile(50)).isLessThan(5_000_000);
      assertThat(times.checkpoints().getValueAtPercentile(50)).isLessThan(5_000_000);
      assertThat(times.feeds().getValueAtPercentile(50)).isLessThan(5_000_000);
    }
  }

  private void update(EngineDriver driver) {
    List<CompletableFuture<Boolean>> replies = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Slice item = EngineDriver.item("p" + random.nextInt(ITEMS), "s", "g" + i % 10, null, V);
      replies.add(driver.putAsync(item));
    }
    replies.forEach(CompletableFuture::join);
  }

  @SuppressWarnings("SystemOut") // what a measurement is for
  private static void report(String what, Histogram ns) {
    System.out.printf(
        "slices of %s: %,d, median %d µs, 99 %% %d µs, 99.9 %% %d µs, longest %d µs%n",
        what,
        ns.getTotalCount(),
        ns.getValueAtPercentile(50) / 1000,
        ns.getValueAtPercentile(99) / 1000,
        ns.getValueAtPercentile(99.9) / 1000,
        ns.getMaxValue() / 1000);
  }
}
