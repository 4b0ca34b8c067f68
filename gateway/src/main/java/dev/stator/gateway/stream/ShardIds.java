package dev.stator.gateway.stream;

import dev.stator.core.model.ChangeStream;

/** The ids of shards: when their stream was enabled, and the partition they are in. */
final class ShardIds {
  private ShardIds() {}

  /** Ids of one stream are ordered as the ids of the partitions. */
  static String of(ChangeStream stream, long partition) {
    return "shardId-%020d-%08x".formatted(stream.createdMs(), partition);
  }
}
