package dev.stator.jmh;

import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import java.nio.file.Path;
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

/** Appending records to a partition's log in memory; growing and starting again are part of it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class SegmentLogBenchmark {
  private static final long MAX_RECORD_BYTES = 256L << 20;
  private static final int KEY_LENGTH = 30;

  @Param({"100", "1024", "10240"})
  public int itemLength = 100;

  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
  private UnsafeBuffer item = new UnsafeBuffer(0, 0);
  private SegmentLog log = open();
  private long sequence;

  @Setup
  public void allocate() {
    item = new UnsafeBuffer(new byte[itemLength]);
  }

  @TearDown
  public void close() {
    log.close();
  }

  @Benchmark
  public long append() {
    if (sequence * itemLength > MAX_RECORD_BYTES) {
      log.delete();
      log = open();
      sequence = 0;
    }
    sequence++;
    return log.append(
        RecordDescriptor.PUT,
        RecordDescriptor.NO_FLAGS,
        sequence,
        1,
        0,
        itemLength,
        key,
        0,
        KEY_LENGTH,
        item,
        0,
        itemLength);
  }

  private static SegmentLog open() {
    return SegmentLog.open(
        new MemoryFileStore(),
        Path.of("partition"),
        SegmentConfig.standard(),
        1,
        0,
        (location, record) -> {});
  }
}
