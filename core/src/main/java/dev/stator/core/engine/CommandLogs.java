package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.IntervalCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.journal.MemoryCommandLog;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.PartitionWorker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Opens the logs of workers with the durability asked for. */
final class CommandLogs {
  private static final long FORCE_CHECK_NS = 100_000;

  private CommandLogs() {}

  /** Opens the log of a worker, which applies what the log holds beyond the checkpoint. */
  static CommandLog open(
      EngineConfig config,
      EngineThreads threads,
      Durability durability,
      Path directory,
      Checkpoint checkpoint,
      PartitionWorker worker) {
    LogPlace place = new LogPlace(config.store(), directory, config.log(), checkpoint.index());
    worker.beginAt(checkpoint);
    return switch (durability) {
      case Durability.Sync() -> threads.openLog(place, worker);
      case Durability.Interval(int intervalMs) ->
          IntervalCommandLog.open(place, intervalMs, worker, worker::wake);
      case Durability.InMemory() -> new MemoryCommandLog(config.log(), worker::wake);
    };
  }

  /**
   * Waits until all that was delivered so far is durable.
   *
   * @throws StorageException when a log has failed before
   */
  static void awaitDurable(List<CommandLog> logs) {
    logs.forEach(CommandLog::hurry);
    for (CommandLog log : logs) {
      long delivered = log.appendedIndex();
      while (log.committedIndex() < delivered) {
        if (log.hasFailed()) {
          throw new StorageException("a commit log failed before it was forced");
        }
        LockSupport.parkNanos(FORCE_CHECK_NS);
      }
    }
  }
}
