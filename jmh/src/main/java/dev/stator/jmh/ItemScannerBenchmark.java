package dev.stator.jmh;

import dev.stator.core.codec.ItemScanner;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** Finding an attribute by its name, and the size of an item. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class ItemScannerBenchmark {
  @Param({"10", "100"})
  public int attributes = 10;

  private SampleItem item = new SampleItem(1, 1);
  private byte[] last = {};
  private final byte[] missing = "attributeX".getBytes(StandardCharsets.UTF_8);

  @Setup
  public void write() {
    item = new SampleItem(attributes, 20);
    last = ("attribute" + (attributes - 1)).getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public int findLast() {
    return ItemScanner.find(item.buffer, 0, item.length, last);
  }

  @Benchmark
  public int findMissing() {
    return ItemScanner.find(item.buffer, 0, item.length, missing);
  }

  @Benchmark
  public int size() {
    return ItemScanner.size(item.buffer, 0, item.length);
  }
}
