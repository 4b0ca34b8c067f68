package dev.stator.core.engine;

import dev.stator.core.model.StreamShard;

/** Reads or finds changes in one shard of a stream. */
public sealed interface ChangesRequest {
  TableStream stream();

  StreamShard shard();

  /**
   * Reads a page of changes; the reply has them and the position of the next page.
   *
   * @param position from a reply, or the start of the shard
   * @param skipsTrimmed begins with the oldest change that is not trimmed; else a trimmed one at
   *     the position refuses the request
   */
  record Page(TableStream stream, StreamShard shard, long position, boolean skipsTrimmed, int limit)
      implements ChangesRequest {}

  /** Finds the position behind the latest change. */
  record Latest(TableStream stream, StreamShard shard) implements ChangesRequest {}

  /** Finds the position of the change at a location, or the one behind it. */
  record Change(TableStream stream, StreamShard shard, long location, boolean after)
      implements ChangesRequest {}
}
