package dev.stator.jmh;

import dev.stator.gateway.metrics.Outcome;
import dev.stator.gateway.metrics.RequestMetrics;
import dev.stator.gateway.metrics.RequestRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counting a request costs its event loop, with the clock it reads for that. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestRecorderBenchmark {
  private static final int TABLES = 64;
  private static final int OPERATIONS = 60;

  private final List<String> tables = new ArrayList<>();
  private RequestRecorder recorder = new RequestMetrics(List.of(), TABLES).newRecorder();
  private int next;

  @Setup
  public void prepare() {
    List<String> operations = new ArrayList<>();
    for (int i = 0; i < OPERATIONS; i++) {
      operations.add("Operation" + i);
    }
    for (int i = 0; i < TABLES; i++) {
      tables.add("table-" + i);
    }
    recorder = new RequestMetrics(operations, TABLES).newRecorder();
  }

  /** One request of many tables and operations, as {@code HttpExchange} counts it. */
  @Benchmark
  public void record() {
    int i = next++ & 0xFFFF;
    long startNs = System.nanoTime();
    long handedNs = System.nanoTime();
    long endNs = System.nanoTime();
    recorder.record(
        i % 8, tables.get(i % TABLES), Outcome.SUCCESS, endNs - startNs + (handedNs & 1));
  }

  /** The clock alone. */
  @Benchmark
  public long clock() {
    return System.nanoTime() + System.nanoTime() + System.nanoTime();
  }
}
