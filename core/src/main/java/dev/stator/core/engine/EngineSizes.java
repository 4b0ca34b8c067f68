package dev.stator.core.engine;

/**
 * How many of everything an engine has.
 *
 * @param workers number of worker threads
 * @param partitionsPerTable partitions a new table or global index is made of
 * @param sessionCapacity requests a session may have under way
 * @param readCapacity reads that may wait for a worker, a power of two
 * @param checkpointBytes bytes of commit log between checkpoints
 * @param spins how often a worker looks for work before it sleeps
 */
public record EngineSizes(
    int workers,
    int partitionsPerTable,
    int sessionCapacity,
    int readCapacity,
    long checkpointBytes,
    int spins) {
  public EngineSizes {
    if (workers < 1
        || partitionsPerTable < 1
        || sessionCapacity < 1
        || Integer.bitCount(readCapacity) != 1
        || checkpointBytes < 1
        || spins < 0) {
      throw new IllegalArgumentException(
          "workers=%d, partitionsPerTable=%d, sessionCapacity=%d, readCapacity=%d, checkpointBytes=%d, spins=%d"
              .formatted(
                  workers,
                  partitionsPerTable,
                  sessionCapacity,
                  readCapacity,
                  checkpointBytes,
                  spins));
    }
  }

  /** One worker for every two processors. */
  public static EngineSizes standard() {
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    return new EngineSizes(workers, 4, 16 * 1024, 16 * 1024, 64L << 20, 200);
  }

  public EngineSizes withWorkers(int count) {
    return new EngineSizes(
        count, partitionsPerTable, sessionCapacity, readCapacity, checkpointBytes, spins);
  }

  public EngineSizes withPartitionsPerTable(int count) {
    return new EngineSizes(workers, count, sessionCapacity, readCapacity, checkpointBytes, spins);
  }

  /** Lets sessions have so many requests under way, and so many reads wait for a worker. */
  public EngineSizes withCapacities(int session, int reads) {
    return new EngineSizes(workers, partitionsPerTable, session, reads, checkpointBytes, spins);
  }

  public EngineSizes withCheckpointBytes(long bytes) {
    return new EngineSizes(
        workers, partitionsPerTable, sessionCapacity, readCapacity, bytes, spins);
  }

  public EngineSizes withSpins(int count) {
    return new EngineSizes(
        workers, partitionsPerTable, sessionCapacity, readCapacity, checkpointBytes, count);
  }
}
