package dev.stator.core.partition;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * DynamoDB's size of each item collection of a table with local indexes: the items of one partition
 * key and their entries in the indexes. A tree from the part of the key that the collection shares
 * to the bytes.
 */
final class CollectionSizes implements AutoCloseable {
  private final List<KeyAttribute> hash;
  private final OrderedIndex tree;

  CollectionSizes(KeySchema keys, PageArena arena) {
    this.hash = keys.hash();
    this.tree = new OrderedIndex(arena);
  }

  /** The bytes of the collection that an item with this key belongs to. */
  long bytes(DirectBuffer key, int offset) {
    return tree.get(key, offset, prefixLength(key, offset));
  }

  /** Adds bytes to the collection that an item with this key belongs to, or takes them away. */
  void add(DirectBuffer key, int offset, long bytes) {
    int length = prefixLength(key, offset);
    long sum = tree.get(key, offset, length) + bytes;
    if (sum == 0) {
      tree.remove(key, offset, length);
    } else {
      tree.put(key, offset, length, sum);
    }
  }

  private int prefixLength(DirectBuffer key, int offset) {
    int length = KeyCodec.HASH_LENGTH;
    for (int i = 0; i < hash.size(); i++) {
      length += KeyCodec.componentLength(key, hash.get(i).type(), offset + length);
    }
    return length;
  }

  @Override
  public void close() {
    tree.close();
  }
}
