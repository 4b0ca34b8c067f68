package dev.stator.core.adaptive;

import java.util.List;

/**
 * A table or global index as it is at a tick.
 *
 * @param keepsCollections whether items of one partition key must stay together, as local indexes
 *     want it
 * @param readLimit units a second that it should be able to serve: what is provisioned, or warm
 * @param writeLimit the same for writes
 * @param usage of the whole, without its partitions
 */
public record ResourceLoad(
    Resource resource,
    boolean keepsCollections,
    double readLimit,
    double writeLimit,
    Usage usage,
    List<PartitionLoad> partitions) {
  public ResourceLoad {
    partitions = List.copyOf(partitions);
  }
}
