package dev.stator.jmh;

import dev.stator.core.throughput.TokenBucket;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to ask a token bucket, and to take from it, alone and beside another thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class TokenBucketBenchmark {
  private static final double RATE = 40_000;
  private static final long BURST_S = 300;

  private final TokenBucket bucket = new TokenBucket(RATE, BURST_S, System.nanoTime());

  /** Reading the clock is a part of both others. */
  @Benchmark
  public long clock() {
    return System.nanoTime();
  }

  @Benchmark
  public boolean refuse() {
    return bucket.isEmpty(System.nanoTime());
  }

  @Benchmark
  public boolean admit() {
    long nowNs = System.nanoTime();
    boolean empty = bucket.isEmpty(nowNs);
    bucket.take(1, nowNs);
    return empty;
  }

  @Benchmark
  @Threads(2)
  public boolean admitBesideAnother() {
    return admit();
  }
}
