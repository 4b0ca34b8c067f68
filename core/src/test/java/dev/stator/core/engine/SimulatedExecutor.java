package dev.stator.core.engine;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one thread would do: tasks that wait until {@link #runOne} is called, and never run within
 * each other, though a task may wait for those of others.
 */
final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {
  private final SimulatedThreads threads;
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(
          Comparator.comparingLong((Later task) -> task.dueNs)
              .thenComparingLong(task -> task.number));
  private long scheduled;
  private boolean running;
  private boolean shutdown;

  SimulatedExecutor(SimulatedThreads threads) {
    this.threads = threads;
  }

  /** Runs the next task; false when there is none, or one is running. */
  boolean runOne() {
    Runnable task = running ? null : next();
    if (task == null) {
      return false;
    }
    running = true;
    try {
      task.run();
    } finally {
      running = false;
    }
    return true;
  }

  private @Nullable Runnable next() {
    Later due = later.peek();
    if (due != null && due.dueNs <= threads.nanoClock().nanoTime()) {
      return later.poll();
    }
    return tasks.poll();
  }

  /** Whether nothing is to be done now. */
  boolean isIdle() {
    return tasks.isEmpty();
  }

  @Override
  public void execute(Runnable task) {
    requireOpen();
    tasks.add(task);
  }

  private void requireOpen() {
    if (shutdown) {
      throw new RejectedExecutionException("shut down");
    }
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    requireOpen();
    Later scheduledTask = new Later(task, unit.toNanos(delay));
    later.add(scheduledTask);
    return scheduledTask;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("nobody needs it");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long first, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("nobody needs it");
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          task.run();
          if (!shutdown) {
            var _ = scheduleWithFixedDelay(task, delay, delay, unit);
          }
        },
        first,
        unit);
  }

  @Override
  public void shutdown() {
    shutdown = true;
    later.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    List<Runnable> left = List.copyOf(tasks);
    tasks.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && tasks.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    while (threads.runOne(this)) {}
    return isTerminated();
  }

  /** A task for later. */
  private final class Later extends FutureTask<Object> implements ScheduledFuture<Object> {
    private final long dueNs;
    private final long number;

    Later(Runnable task, long delayNs) {
      super(task, "");
      this.dueNs = threads.nanoClock().nanoTime() + delayNs;
      this.number = scheduled++;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNs - threads.nanoClock().nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
