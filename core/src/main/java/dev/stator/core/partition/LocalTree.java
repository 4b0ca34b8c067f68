package dev.stator.core.partition;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.segment.RecordView;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** The tree of one local index: from its key to the location of the item in the partition. */
final class LocalTree implements AutoCloseable {
  private final KeySchema entryKey;
  private final IndexProjection projection;
  private final boolean projectsEverything;
  private final OrderedIndex tree;
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);

  LocalTree(KeySchema table, LocalIndex index, PageArena arena) {
    this.entryKey = index.keys().entryKey(table);
    this.projection = new IndexProjection(table, index.keys(), index.projection());
    this.projectsEverything = index.projection().type() == Projection.Type.ALL;
    this.tree = new OrderedIndex(arena);
  }

  OrderedIndex tree() {
    return tree;
  }

  IndexProjection projection() {
    return projection;
  }

  boolean projectsEverything() {
    return projectsEverything;
  }

  /** Removes the entry of the item, when it has one. */
  void remove(RecordView item) {
    remove(item.buffer(), item.itemOffset(), item.itemLength());
  }

  /** Makes the entry of the item point to its record, when the index has an entry for it. */
  void put(RecordView item) {
    DirectBuffer buffer = item.buffer();
    if (projection.indexes(buffer, item.itemOffset(), item.itemLength())) {
      int keyLength =
          KeyCodec.encode(entryKey, buffer, item.itemOffset(), item.itemLength(), key, 0);
      tree.put(key, 0, keyLength, item.location());
    }
  }

  /** DynamoDB's size of the entry of the item, bytes; 0 when it has none. */
  int entrySize(RecordView item) {
    if (!projection.indexes(item.buffer(), item.itemOffset(), item.itemLength())) {
      return 0;
    }
    return projectsEverything
        ? item.itemSize()
        : projection.size(item.buffer(), item.itemOffset(), item.itemLength());
  }

  private void remove(DirectBuffer item, int offset, int length) {
    if (projection.indexes(item, offset, length)) {
      int keyLength = KeyCodec.encode(entryKey, item, offset, length, key, 0);
      tree.remove(key, 0, keyLength);
    }
  }

  @Override
  public void close() {
    tree.close();
  }
}
