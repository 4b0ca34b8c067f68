package dev.stator.core.worker;

import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.StreamShard;
import dev.stator.core.partition.Partition;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.collections.Long2ObjectHashMap;

/** What the streams of the partitions of one worker still need; used by its thread. */
final class StreamRetention {
  /** What stands for a location when nothing is needed: above all locations. */
  static final long NOTHING = Long.MAX_VALUE;

  private static final long RETENTION_MICROS =
      TimeUnit.MILLISECONDS.toMicros(ChangeStream.RETENTION_MS);

  private final Long2ObjectHashMap<List<ChangeStream>> streams = new Long2ObjectHashMap<>();

  /** Says which streams have a shard in the partition, in place of what was said before. */
  void keep(long partition, List<ChangeStream> all) {
    if (all.isEmpty()) {
      streams.remove(partition);
    } else {
      streams.put(partition, all);
    }
  }

  /** The location before which no stream needs a change of the partition any more. */
  long oldestNeeded(Partition partition, long nowMicros) {
    List<ChangeStream> all = streams.get(partition.id());
    long oldest = NOTHING;
    if (all != null) {
      long horizon = partition.log().positionBefore(nowMicros - RETENTION_MICROS);
      for (ChangeStream stream : all) {
        if (stream.isReadable(TimeUnit.MICROSECONDS.toMillis(nowMicros))) {
          oldest = Math.min(oldest, oldestNeeded(stream, partition.id(), horizon));
        }
      }
    }
    return oldest;
  }

  private static long oldestNeeded(ChangeStream stream, long partition, long horizon) {
    long oldest = NOTHING;
    for (StreamShard shard : stream.shards()) {
      if (shard.partition() == partition && shard.end() > horizon) {
        oldest = Math.min(oldest, Math.max(shard.start(), horizon));
      }
    }
    return oldest;
  }
}
