package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Connector;
import dev.stator.loadgen.http.RequestSigner;
import dev.stator.loadgen.measure.ClientMonitor;
import dev.stator.loadgen.measure.HotKeys;
import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.measure.Sampler;
import dev.stator.loadgen.measure.ThreadMeter;
import dev.stator.loadgen.schedule.RateProfile;
import dev.stator.loadgen.schedule.Schedule;
import dev.stator.loadgen.workload.CallSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** The event loops of the load generator, on which phases run one after the other. */
public final class LoadClient implements AutoCloseable {
  /** From the moment all are connected to the first request. */
  private static final long LEAD_NS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final ClientSettings settings;
  private final Connector connector;

  public LoadClient(ClientSettings settings) {
    this.settings = settings;
    this.connector = new Connector(settings.endpoint(), settings.threads(), CONNECT_TIMEOUT);
  }

  public ClientSettings settings() {
    return settings;
  }

  /**
   * Runs a phase until its schedule has ended, or its sources have, and the last answer has come.
   *
   * @param sources makes the source of a thread, given its number from 0 on
   * @param seed of the schedule
   * @param listener gets what each second measured, on a thread of its own
   * @throws IOException when the endpoint cannot be reached at the beginning
   */
  public PhaseResult run(
      IntFunction<? extends CallSource> sources,
      PaceSettings pace,
      boolean readsConsumed,
      long seed,
      Consumer<Interval> listener)
      throws IOException, InterruptedException {
    List<LoadLoop> loops = new ArrayList<>();
    List<ThreadMeter> meters = new ArrayList<>();
    for (int thread = 0; thread < settings.threads(); thread++) {
      ThreadMeter meter = new ThreadMeter();
      meters.add(meter);
      loops.add(
          new LoadLoop(
              connector.nextLoop(),
              connector,
              new RequestSigner(
                  settings.endpoint(),
                  settings.credentials(),
                  settings.region(),
                  settings.signed()),
              sources.apply(thread),
              meter,
              readsConsumed));
    }
    try (ClientMonitor monitor = new ClientMonitor(connect(loops))) {
      long startNs = System.nanoTime() + LEAD_NS;
      Sampler sampler = new Sampler(meters, monitor, startNs + pace.warmUp().toNanos(), listener);
      sampler.start();
      try {
        awaitEnd(start(loops, pace, startNs, seed));
      } finally {
        loops.forEach(LoadLoop::stop);
      }
      List<Interval> intervals = sampler.end();
      HotKeys hotKeys = new HotKeys();
      meters.forEach(meter -> hotKeys.add(meter.hotKeys()));
      return PhaseResult.of(intervals, hotKeys);
    }
  }

  private long[] connect(List<LoadLoop> loops) throws IOException, InterruptedException {
    List<CompletableFuture<Long>> connecting = new ArrayList<>();
    for (int thread = 0; thread < loops.size(); thread++) {
      connecting.add(loops.get(thread).connect(settings.connectionsOf(thread)));
    }
    long[] threadIds = new long[loops.size()];
    try {
      for (int thread = 0; thread < threadIds.length; thread++) {
        threadIds[thread] =
            connecting.get(thread).get(2 * CONNECT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      }
      return threadIds;
    } catch (ExecutionException e) {
      loops.forEach(LoadLoop::stop);
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (TimeoutException e) {
      loops.forEach(LoadLoop::stop);
      throw new IOException("the endpoint takes too long to accept connections", e);
    }
  }

  private CompletableFuture<Void> start(
      List<LoadLoop> loops, PaceSettings pace, long startNs, long seed) {
    long warmUpNs = pace.warmUp().toNanos();
    long lengthNs = warmUpNs + pace.duration().toNanos();
    List<CompletableFuture<Void>> running = new ArrayList<>();
    for (int thread = 0; thread < loops.size(); thread++) {
      running.add(
          loops
              .get(thread)
              .start(
                  new Pace(
                      schedule(pace, thread, lengthNs, seed),
                      startNs,
                      startNs + warmUpNs,
                      startNs + lengthNs,
                      settings.timeout().toNanos(),
                      settings.maxInFlightOf(thread))));
    }
    return CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
  }

  private @Nullable Schedule schedule(PaceSettings pace, int thread, long lengthNs, long seed) {
    RateProfile rate = pace.rate();
    return rate == null
        ? null
        : Schedule.ofThread(
            new RateProfile.Delayed(rate, pace.warmUp().toNanos() / 1e9),
            thread,
            settings.threads(),
            lengthNs,
            pace.poisson(),
            seed);
  }

  private static void awaitEnd(CompletableFuture<Void> running)
      throws IOException, InterruptedException {
    try {
      running.get();
    } catch (ExecutionException e) {
      throw new IOException("the load broke off", e.getCause());
    }
  }

  @Override
  public void close() {
    connector.close();
  }
}
