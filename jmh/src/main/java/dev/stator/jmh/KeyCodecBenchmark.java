package dev.stator.jmh;

import dev.stator.core.codec.KeyCodec;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The index key of an item with a string and a number as keys. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class KeyCodecBenchmark {
  private final SampleItem item = new SampleItem(10, 20);
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[256]);

  @Benchmark
  public int encode() {
    return KeyCodec.encode(SampleItem.KEYS, item.buffer, 0, item.length, key, 0);
  }

  @Benchmark
  public int encodeHash() {
    return KeyCodec.encodeHash(SampleItem.KEYS, item.buffer, 0, item.length, key, 0);
  }
}
