package dev.stator.loadgen.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Collects what the threads measured, every second, on a thread of its own. */
public final class Sampler {
  private static final long SECOND_NS = 1_000_000_000;

  private final List<ThreadMeter> meters;
  private final ClientMonitor monitor;
  private final long measureFromNs;
  private final Consumer<Interval> listener;
  private final List<Interval> intervals = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "loadgen-sampler");
  private volatile boolean ended;

  /**
   * @param measureFromNs when the measurement begins, of {@link System#nanoTime}
   * @param listener gets each interval, on the thread of the sampler
   */
  public Sampler(
      List<ThreadMeter> meters,
      ClientMonitor monitor,
      long measureFromNs,
      Consumer<Interval> listener) {
    this.meters = List.copyOf(meters);
    this.monitor = monitor;
    this.measureFromNs = measureFromNs;
    this.listener = listener;
  }

  public void start() {
    thread.start();
  }

  private void run() {
    sleepUntil(measureFromNs);
    monitor.lap(); // what the warm-up used
    long startNs = 0;
    while (!ended) {
      sleepUntil(measureFromNs + (intervals.size() + 1) * SECOND_NS);
      long endNs = System.nanoTime() - measureFromNs;
      if (endNs <= startNs) {
        break; // ended before the measurement began
      }
      Interval interval = new Interval(startNs);
      meters.forEach(meter -> meter.collectInto(interval));
      interval.end(endNs, monitor.lap());
      startNs = endNs;
      intervals.add(interval);
      listener.accept(interval);
    }
  }

  private void sleepUntil(long ns) {
    for (long left = ns - System.nanoTime(); left > 0 && !ended; left = ns - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Ends the sampling with a last interval, which may be short, and gives all of them. */
  public List<Interval> end() throws InterruptedException {
    ended = true;
    LockSupport.unpark(thread);
    thread.join();
    return intervals;
  }
}
