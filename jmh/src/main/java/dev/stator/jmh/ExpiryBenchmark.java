package dev.stator.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How fast one worker removes items that have all expired when they begin to; time of one. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 6)
@Fork(1)
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls the methods that set up
public class ExpiryBenchmark {
  private static final long LOOK_NS = 1_000_000;

  @Param({"sync", "memory"})
  public String durability = "sync";

  private ExpiringTable table;

  @Setup(Level.Iteration)
  public void open() throws IOException {
    table = new ExpiringTable(durability);
  }

  @TearDown(Level.Iteration)
  public void close() {
    table.close();
  }

  @Benchmark
  @OperationsPerInvocation(ExpiringTable.EXPIRED)
  public void sweep() {
    table.startExpiry();
    while (table.left() > 0) {
      LockSupport.parkNanos(LOOK_NS);
    }
  }
}
