package dev.stator.core.worker;

import dev.stator.core.partition.Partition;

/**
 * Where a partition is.
 *
 * @param state the partition itself, of which other threads may ask counts only
 */
public record Route(long partition, PartitionWorker worker, Partition state) {}
