package dev.stator.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What requests, one after the other, notice of items that expire on the same worker. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the methods that set up
public class ExpiryLoadBenchmark {
  @Param({"sync", "memory"})
  public String durability = "sync";

  @Param({"true", "false"})
  public boolean expiring = true;

  private ExpiringTable table;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    table = new ExpiringTable(durability);
    if (expiring) {
      table.startExpiry();
    }
  }

  /** A measurement beside which nothing expired, or something that should not, is none. */
  @TearDown(Level.Iteration)
  public void close() {
    long left = table.left();
    table.close();
    System.out.print("(" + left + " of " + ExpiringTable.EXPIRED + " items left) ");
    if (expiring != left < ExpiringTable.EXPIRED) {
      throw new IllegalStateException("expiring=" + expiring + ", left=" + left);
    }
  }

  @Benchmark
  public void get() {
    table.get();
  }

  @Benchmark
  public void put() {
    table.put();
  }
}
