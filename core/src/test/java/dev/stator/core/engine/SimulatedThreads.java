package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.InlineCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.worker.PartitionWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The threads of an engine on one thread: what each would do next waits, and {@link #step} does a
 * little of one of them, which the random numbers choose. One that waits for another does such
 * steps until it has what it waits for, or the files are over.
 */
final class SimulatedThreads implements EngineThreads {
  private static final int MOST_MICROS = 1000;
  private static final int WORKERS_SHARE = 3;

  /** Nothing takes longer but what waits for ever. */
  private static final int MOST_STEPS = 200_000;

  private final Random random;
  private final SimulatedClock clock;
  private final BooleanSupplier over;
  private final List<SimulatedExecutor> executors = new ArrayList<>();
  private final List<PartitionWorker> workers = new ArrayList<>();

  /**
   * @param over whether the files have ended
   */
  SimulatedThreads(Random random, SimulatedClock clock, BooleanSupplier over) {
    this.random = random;
    this.clock = clock;
    this.over = over;
  }

  @Override
  public ExecutorService background(String name) {
    return add();
  }

  @Override
  public ScheduledExecutorService scheduled(String name) {
    return add();
  }

  private SimulatedExecutor add() {
    SimulatedExecutor added = new SimulatedExecutor(this);
    executors.add(added);
    return added;
  }

  @Override
  public CommandLog openLog(LogPlace place, PartitionWorker worker) {
    return InlineCommandLog.openAlone(place, worker, random::nextLong);
  }

  @Override
  public CommandLog openInlineLog(LogPlace place, PartitionWorker worker) {
    return openLog(place, worker);
  }

  @Override
  public void start(PartitionWorker worker) {
    workers.add(worker);
  }

  @Override
  public NanoClock nanoClock() {
    return clock;
  }

  @Override
  public <T extends @Nullable Object> T await(CompletableFuture<T> result) {
    await(result::isDone);
    return result.join();
  }

  @Override
  public void await(Semaphore permits) {
    await(permits::tryAcquire);
  }

  @Override
  public void await(Semaphore permits, long longestNs) {
    long endNs = clock.nanoTime() + longestNs;
    await(() -> permits.tryAcquire() || clock.nanoTime() - endNs >= 0);
  }

  @Override
  public void pause(long ns) {
    long end = clock.nanoTime() + ns;
    await(() -> clock.nanoTime() - end >= 0);
  }

  private void await(BooleanSupplier condition) {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      if (over.getAsBoolean()) {
        finish();
        if (condition.getAsBoolean()) {
          return;
        }
        throw new StorageException("the process is over (simulated)");
      }
      step();
      assertThat(i).as("steps of a wait").isLessThan(MOST_STEPS);
    }
  }

  /** Lets what was begun fail, as far as it waits for nothing: the files are over. */
  private void finish() {
    boolean some;
    do {
      some = false;
      for (int i = 0; i < executors.size(); i++) {
        some |= runOne(executors.get(i));
      }
    } while (some);
  }

  /** Does a little of what one of the threads would do; returns whether there was anything. */
  boolean step() {
    clock.advance(random.nextInt(MOST_MICROS));
    int chosen = random.nextInt(executors.size() + WORKERS_SHARE * workers.size());
    return chosen < executors.size()
        ? runOne(executors.get(chosen))
        : work(workers.get(chosen % workers.size()));
  }

  /** Runs the next task of one; false when there is none, or one is running. */
  boolean runOne(SimulatedExecutor executor) {
    try {
      return executor.runOne();
    } catch (StorageException e) {
      assertThat(over.getAsBoolean()).as("only what is over fails: %s", e.getMessage()).isTrue();
      return true;
    }
  }

  private boolean work(PartitionWorker worker) {
    try {
      return worker.doWork() > 0;
    } catch (StorageException e) {
      assertThat(over.getAsBoolean()).as("only what is over fails: %s", e.getMessage()).isTrue();
      return true;
    }
  }

  /** Whether nothing waits to be done but what is for later. */
  boolean isIdle() {
    return executors.stream().allMatch(SimulatedExecutor::isIdle);
  }
}
