package dev.stator.core.engine;

import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.SystemEpochMicroClock;

/**
 * What an engine is opened with.
 *
 * @param store the file system
 * @param data the data directory
 * @param workers number of worker threads
 * @param partitionsPerTable partitions a new table or global index is made of
 * @param sessionCapacity requests a session may have under way
 * @param checkpointBytes bytes of commit log between checkpoints
 * @param spins how often a worker looks for work before it sleeps
 */
public record EngineConfig(
    FileStore store,
    Path data,
    Durability durability,
    int workers,
    int partitionsPerTable,
    int sessionCapacity,
    long checkpointBytes,
    int spins,
    CommitLogConfig log,
    SegmentConfig segments,
    EpochMicroClock clock) {
  private static final int DEFAULT_PARTITIONS = 4;
  private static final int DEFAULT_SESSION_CAPACITY = 16 * 1024;
  private static final long DEFAULT_CHECKPOINT_BYTES = 64L << 20;
  private static final int DEFAULT_SPINS = 200;

  public EngineConfig {
    if (workers < 1 || partitionsPerTable < 1 || sessionCapacity < 1 || checkpointBytes < 1) {
      throw new IllegalArgumentException(
          "workers="
              + workers
              + ", partitionsPerTable="
              + partitionsPerTable
              + ", sessionCapacity="
              + sessionCapacity
              + ", checkpointBytes="
              + checkpointBytes);
    }
  }

  /** A durable database in the directory. */
  public static EngineConfig at(Path data) {
    return defaults(new DiskFileStore(), data, new Durability.Sync());
  }

  /** A database that is gone when it is closed. */
  public static EngineConfig inMemory() {
    return defaults(new MemoryFileStore(), Path.of("/memory"), new Durability.InMemory());
  }

  /** Whether other processes can see the data directory. */
  boolean isOnDisk() {
    return store instanceof DiskFileStore;
  }

  private static EngineConfig defaults(FileStore store, Path data, Durability durability) {
    return new EngineConfig(
        store,
        data,
        durability,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        DEFAULT_PARTITIONS,
        DEFAULT_SESSION_CAPACITY,
        DEFAULT_CHECKPOINT_BYTES,
        DEFAULT_SPINS,
        CommitLogConfig.DEFAULT,
        SegmentConfig.standard(),
        new SystemEpochMicroClock());
  }

  public EngineConfig withStore(FileStore newStore) {
    return new EngineConfig(
        newStore,
        data,
        durability,
        workers,
        partitionsPerTable,
        sessionCapacity,
        checkpointBytes,
        spins,
        log,
        segments,
        clock);
  }

  public EngineConfig withDurability(Durability newDurability) {
    return new EngineConfig(
        store,
        data,
        newDurability,
        workers,
        partitionsPerTable,
        sessionCapacity,
        checkpointBytes,
        spins,
        log,
        segments,
        clock);
  }

  public EngineConfig withWorkers(int newWorkers) {
    return new EngineConfig(
        store,
        data,
        durability,
        newWorkers,
        partitionsPerTable,
        sessionCapacity,
        checkpointBytes,
        spins,
        log,
        segments,
        clock);
  }

  public EngineConfig withCheckpointBytes(long newCheckpointBytes) {
    return new EngineConfig(
        store,
        data,
        durability,
        workers,
        partitionsPerTable,
        sessionCapacity,
        newCheckpointBytes,
        spins,
        log,
        segments,
        clock);
  }

  public EngineConfig withLog(CommitLogConfig newLog) {
    return new EngineConfig(
        store,
        data,
        durability,
        workers,
        partitionsPerTable,
        sessionCapacity,
        checkpointBytes,
        spins,
        newLog,
        segments,
        clock);
  }

  public EngineConfig withSegments(SegmentConfig newSegments) {
    return new EngineConfig(
        store,
        data,
        durability,
        workers,
        partitionsPerTable,
        sessionCapacity,
        checkpointBytes,
        spins,
        log,
        newSegments,
        clock);
  }
}
