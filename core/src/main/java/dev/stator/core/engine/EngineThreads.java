package dev.stator.core.engine;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.worker.PartitionWorker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that tables and their storage run on, and how one of them waits for what another
 * does. A simulation has none: there a wait does a little of what the others would have done.
 */
interface EngineThreads {
  /** A thread that runs one task after the other. */
  ExecutorService background(String name);

  /** A thread that runs one task after the other, some of them later. */
  ScheduledExecutorService scheduled(String name);

  /** Opens a log that is forced before it is delivered, and that wakes the worker. */
  CommandLog openLog(LogPlace place, PartitionWorker worker);

  /** Opens one whose worker forces it itself, for few commands that somebody waits for. */
  CommandLog openInlineLog(LogPlace place, PartitionWorker worker);

  /** Starts the thread of a worker. */
  void start(PartitionWorker worker);

  /** Measures pauses. */
  NanoClock nanoClock();

  /** Waits for the result, and gives it or throws as {@link CompletableFuture#join} does. */
  <T extends @Nullable Object> T await(CompletableFuture<T> result);

  /** Waits for a permit, and takes it. */
  void await(Semaphore permits);

  /** The same, but no longer than this. */
  void await(Semaphore permits, long longestNs);

  /** Waits for so long, or less when the thread is interrupted. */
  void pause(long ns);
}
