package dev.stator.core.engine;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.Slice;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Projection;
import dev.stator.core.partition.Reply;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/** The key attributes of a table and of one of its indexes, taken out of an item. */
final class KeyAttributes {
  private static final Projection KEYS_ONLY = new Projection(Projection.Type.KEYS_ONLY, List.of());

  private final IndexProjection keys;

  KeyAttributes(KeySchema table, KeySchema index) {
    this.keys = new IndexProjection(table, index, KEYS_ONLY);
  }

  /** Leaves of the reply's last item the key attributes. */
  void trim(Slice item, Reply reply) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    int length = keys.project(item.buffer(), item.offset(), item.length(), buffer, 0);
    reply.lastKey(new Slice(buffer, 0, length));
  }
}
