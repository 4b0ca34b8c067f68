package dev.stator.jmh;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.adaptive.AdaptiveConfig;
import dev.stator.core.adaptive.CapacityController;
import dev.stator.core.adaptive.HeatMap;
import dev.stator.core.adaptive.HeatSampler;
import dev.stator.core.adaptive.PartitionActions;
import dev.stator.core.throughput.Direction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs a request that its key is observed, and the controller to take in the samples: one
 * tick for so many requests as there are in a second. At 1000 a second each is sampled.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class HeatBenchmark {
  private static final int REQUESTS = 50_000;
  private static final int KEYS = 1 << 14;
  private static final int KEY_LENGTH = 32;

  @Param({"1000", "50000"})
  public int requestsPerSecond = 50_000;

  private final HeatMap heat = new HeatMap();
  private final HeatSampler sampler = heat.openSampler();
  private final CapacityController controller =
      new CapacityController(AdaptiveConfig.standard(), heat, PartitionActions.NONE, 1);
  private final UnsafeBuffer keys = new UnsafeBuffer(new byte[KEYS * KEY_LENGTH]);
  private long nowMs = 1;

  @Setup
  public void fill() {
    for (int i = 0; i < KEYS; i++) {
      keys.putLong(i * KEY_LENGTH, i * 0x9E3779B97F4A7C15L, BIG_ENDIAN);
    }
  }

  /** A request and its part of the ticks. */
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public void observe() {
    for (int done = 0; done < REQUESTS; done += requestsPerSecond) {
      for (int i = 0; i < requestsPerSecond; i++) {
        int key = i * 7 & KEYS - 1;
        sampler.admitted(Direction.READ, key & 3, 2, keys, key * KEY_LENGTH, KEY_LENGTH);
      }
      nowMs += 1000;
      controller.tick(nowMs, List.of());
    }
  }
}
