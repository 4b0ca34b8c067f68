package dev.stator.jmh;

import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The index of a partition, with keys of 30 bytes: all hashes different, or 100 keys of each hash.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class OrderedIndexBenchmark {
  public enum Shape {
    EACH_A_HASH,
    HUNDRED_OF_A_HASH
  }

  private static final int KEY_LENGTH = 30;
  private static final int HASH_AND_COMPONENT_LENGTH = 16;
  private static final int RANGE = 100;

  @Param({"1000", "1000000"})
  public int keys = 1000;

  @Param({"EACH_A_HASH", "HUNDRED_OF_A_HASH"})
  public Shape shape = Shape.EACH_A_HASH;

  private final PageArena arena = new PageArena();
  private final OrderedIndex index = new OrderedIndex(arena);
  private final IndexCursor cursor = index.cursor();
  private final Random random = new Random(1);
  private UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
  private int next;

  @Setup
  public void fill() {
    buffer = new UnsafeBuffer(new byte[keys * KEY_LENGTH]);
    random.nextBytes(buffer.byteArray());
    if (shape == Shape.HUNDRED_OF_A_HASH) {
      for (int key = 0; key < keys; key++) {
        Random hash = new Random(random.nextInt(Math.max(keys / RANGE, 1)));
        byte[] prefix = new byte[HASH_AND_COMPONENT_LENGTH];
        hash.nextBytes(prefix);
        buffer.putBytes(key * KEY_LENGTH, prefix);
      }
    }
    for (int key = 0; key < keys; key++) {
      index.put(buffer, key * KEY_LENGTH, KEY_LENGTH, key + 1L);
    }
  }

  @TearDown
  public void close() {
    index.close();
    arena.close();
  }

  /** Where some key is; the keys are in no order, so going through them is going at random. */
  private int someKey() {
    next = next + 1 == keys ? 0 : next + 1;
    return next * KEY_LENGTH;
  }

  @Benchmark
  public long get() {
    return index.get(buffer, someKey(), KEY_LENGTH);
  }

  @Benchmark
  public long putExisting() {
    return index.put(buffer, someKey(), KEY_LENGTH, 1);
  }

  @Benchmark
  public long removeAndPut() {
    int key = someKey();
    long location = index.remove(buffer, key, KEY_LENGTH);
    return location + index.put(buffer, key, KEY_LENGTH, 1);
  }

  @Benchmark
  public long range() {
    long sum = 0;
    boolean found = cursor.seekAtLeast(buffer, someKey(), KEY_LENGTH);
    for (int i = 0; i < RANGE && found; i++) {
      sum += cursor.value();
      found = cursor.next();
    }
    return sum;
  }
}
