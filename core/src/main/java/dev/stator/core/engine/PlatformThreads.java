package dev.stator.core.engine;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.InlineCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.journal.SyncCommandLog;
import dev.stator.core.worker.PartitionWorker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;

/** Threads of the machine, one for each of what is asked for. */
final class PlatformThreads implements EngineThreads {
  @Override
  public ExecutorService background(String name) {
    return Executors.newSingleThreadExecutor(named(name));
  }

  @Override
  public ScheduledExecutorService scheduled(String name) {
    return Executors.newSingleThreadScheduledExecutor(named(name));
  }

  private static ThreadFactory named(String name) {
    return task -> Thread.ofPlatform().name(name).daemon().unstarted(task);
  }

  @Override
  public CommandLog openLog(LogPlace place, PartitionWorker worker) {
    return SyncCommandLog.open(place, worker, worker::wake);
  }

  @Override
  public CommandLog openInlineLog(LogPlace place, PartitionWorker worker) {
    return InlineCommandLog.open(place, worker, worker::wake);
  }

  @Override
  public void start(PartitionWorker worker) {
    worker.start();
  }

  @Override
  public NanoClock nanoClock() {
    return SystemNanoClock.INSTANCE;
  }

  @Override
  public <T extends @Nullable Object> T await(CompletableFuture<T> result) {
    return result.join();
  }

  @Override
  public void await(Semaphore permits) {
    permits.acquireUninterruptibly();
  }

  @Override
  public void await(Semaphore permits, long longestNs) {
    try {
      var _ = permits.tryAcquire(longestNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void pause(long ns) {
    long end = System.nanoTime() + ns;
    long left = ns;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(left);
      left = end - System.nanoTime();
    }
  }
}
