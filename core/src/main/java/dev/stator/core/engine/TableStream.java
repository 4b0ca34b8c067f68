package dev.stator.core.engine;

import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.StreamShard;
import org.jspecify.annotations.Nullable;

/**
 * A stream and the table whose changes it tells.
 *
 * @param table as it is now, or as it was when it was deleted
 */
public record TableStream(Table table, ChangeStream stream) {
  public String tableName() {
    return table.definition().name();
  }

  /** The part of the stream in this partition; null when it has none. */
  public @Nullable StreamShard shard(long partition) {
    for (StreamShard shard : stream.shards()) {
      if (shard.partition() == partition) {
        return shard;
      }
    }
    return null;
  }
}
