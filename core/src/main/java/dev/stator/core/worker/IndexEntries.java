package dev.stator.core.worker;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeySchema;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/** What a global index has of the items of its table; for one thread. */
public final class IndexEntries {
  /** Hash and range key of an index and of its table. */
  private static final int SIMPLE_KEY_ATTRIBUTES = 4;

  private final KeySchema key;
  private final IndexProjection projection;
  private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(256);

  /** Whether keys of several attributes can be longer than an index takes; such have no entry. */
  private final boolean mayBeTooLong;

  public IndexEntries(KeySchema table, GlobalIndex index) {
    key = index.keys().entryKey(table);
    projection = new IndexProjection(table, index.keys(), index.projection());
    mayBeTooLong = key.hash().size() + key.range().size() > SIMPLE_KEY_ATTRIBUTES;
  }

  /** Whether an item has an entry. */
  public boolean has(DirectBuffer item, int offset, int length) {
    return projection.indexes(item, offset, length)
        && (!mayBeTooLong
            || encodeKey(item, offset, length, scratch, 0) <= OrderedIndex.MAX_KEY_LENGTH);
  }

  boolean has(RecordView record) {
    return record.type() == RecordDescriptor.PUT
        && has(record.buffer(), record.itemOffset(), record.itemLength());
  }

  /** Encodes the key of the entry of an item; returns its length. */
  public int encodeKey(
      DirectBuffer item, int offset, int length, ExpandableArrayBuffer out, int outOffset) {
    return KeyCodec.encode(key, item, offset, length, out, outOffset);
  }

  int encodeKey(RecordView record, ExpandableArrayBuffer out, int outOffset) {
    return encodeKey(record.buffer(), record.itemOffset(), record.itemLength(), out, outOffset);
  }

  /** Writes the entry of an item; returns its length. */
  public int project(
      DirectBuffer item, int offset, int length, MutableDirectBuffer out, int outOffset) {
    return projection.project(item, offset, length, out, outOffset);
  }

  boolean sameEntry(RecordView one, RecordView other) {
    return projection.sameEntry(
        one.buffer(),
        one.itemOffset(),
        one.itemLength(),
        other.buffer(),
        other.itemOffset(),
        other.itemLength());
  }

  boolean sameKey(RecordView one, RecordView other) {
    return projection.sameKey(
        one.buffer(),
        one.itemOffset(),
        one.itemLength(),
        other.buffer(),
        other.itemOffset(),
        other.itemLength());
  }
}
