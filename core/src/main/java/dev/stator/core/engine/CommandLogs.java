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

  /**
   * Opens the log of the catalog's worker, which is always forced: logs and files of partitions
   * must not be there for tables that a loss of power takes back, nor be gone for tables that it
   * brings back. The worker forces it itself, since a partition that is split waits for it.
   */
  static CommandLog openCatalog(
      EngineConfig config,
      EngineThreads threads,
      Path directory,
      Checkpoint checkpoint,
      PartitionWorker worker) {
    worker.beginAt(checkpoint);
    return config.durability() instanceof Durability.InMemory
        ? new MemoryCommandLog(config.log(), worker::wake)
        : threads.openInlineLog(place(config, directory, checkpoint), worker);
  }

  /** Opens the log of a worker, which applies what the log holds beyond the checkpoint. */
  static CommandLog open(
      EngineConfig config,
      EngineThreads threads,
      Path directory,
      Checkpoint checkpoint,
      PartitionWorker worker) {
    LogPlace place = place(config, directory, checkpoint);
    worker.beginAt(checkpoint);
    return switch (config.durability()) {
      case Durability.Sync() -> threads.openLog(place, worker);
      case Durability.Interval(int intervalMs) ->
          IntervalCommandLog.open(place, intervalMs, worker, worker::wake);
      case Durability.InMemory() -> new MemoryCommandLog(config.log(), worker::wake);
    };
  }

  private static LogPlace place(EngineConfig config, Path directory, Checkpoint checkpoint) {
    return new LogPlace(config.store(), directory, config.log(), checkpoint.index());
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
