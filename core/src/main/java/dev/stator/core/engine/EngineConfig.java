package dev.stator.core.engine;

import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.throughput.ThroughputConfig;
import java.nio.file.Path;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.SystemEpochMicroClock;

/**
 * What an engine is opened with.
 *
 * @param store the file system
 * @param data the data directory
 * @param clock stamps the commands and says when items have expired
 * @param expiryDelayS how many seconds an expired item stays
 * @param throughput which limits of throughput are held
 */
public record EngineConfig(
    FileStore store,
    Path data,
    Durability durability,
    EngineSizes sizes,
    CommitLogConfig log,
    SegmentConfig segments,
    EpochMicroClock clock,
    long expiryDelayS,
    ThroughputConfig throughput) {
  public EngineConfig {
    if (expiryDelayS < 0) {
      throw new IllegalArgumentException("expiryDelayS=" + expiryDelayS);
    }
  }

  /** A durable database in the directory. */
  public static EngineConfig at(Path data) {
    return standard(new DiskFileStore(), data, new Durability.Sync());
  }

  /** A database that is gone when it is closed. */
  public static EngineConfig inMemory() {
    return standard(new MemoryFileStore(), Path.of("/memory"), new Durability.InMemory());
  }

  private static EngineConfig standard(FileStore store, Path data, Durability durability) {
    return new EngineConfig(
        store,
        data,
        durability,
        EngineSizes.standard(),
        CommitLogConfig.DEFAULT,
        SegmentConfig.standard(),
        new SystemEpochMicroClock(),
        0,
        ThroughputConfig.standard());
  }

  /** Whether other processes can see the data directory. */
  boolean isOnDisk() {
    return store instanceof DiskFileStore;
  }

  public EngineConfig withStore(FileStore other) {
    return new EngineConfig(
        other, data, durability, sizes, log, segments, clock, expiryDelayS, throughput);
  }

  public EngineConfig withDurability(Durability other) {
    return new EngineConfig(
        store, data, other, sizes, log, segments, clock, expiryDelayS, throughput);
  }

  public EngineConfig withSizes(EngineSizes other) {
    return new EngineConfig(
        store, data, durability, other, log, segments, clock, expiryDelayS, throughput);
  }

  public EngineConfig withWorkers(int count) {
    return withSizes(sizes.withWorkers(count));
  }

  public EngineConfig withLog(CommitLogConfig other) {
    return new EngineConfig(
        store, data, durability, sizes, other, segments, clock, expiryDelayS, throughput);
  }

  public EngineConfig withSegments(SegmentConfig other) {
    return new EngineConfig(
        store, data, durability, sizes, log, other, clock, expiryDelayS, throughput);
  }

  public EngineConfig withClock(EpochMicroClock other) {
    return new EngineConfig(
        store, data, durability, sizes, log, segments, other, expiryDelayS, throughput);
  }

  public EngineConfig withThroughput(ThroughputConfig other) {
    return new EngineConfig(
        store, data, durability, sizes, log, segments, clock, expiryDelayS, other);
  }

  /** Removes items so many seconds after they have expired. */
  public EngineConfig withExpiryDelay(long seconds) {
    return new EngineConfig(
        store, data, durability, sizes, log, segments, clock, seconds, throughput);
  }
}
