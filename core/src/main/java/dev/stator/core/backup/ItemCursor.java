package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;

/**
 * The items of one partition of a snapshot as of a time, in the order of their keys.
 *
 * <p>Of the records of a key, that with the highest sequence number counts among those up to the
 * time. Timestamps never go down from one sequence number to the next, so these are the records up
 * to some sequence number. Their order in the segments says nothing: compaction copies records,
 * also tombstones behind those of later removals, and each copy keeps its sequence number.
 */
public final class ItemCursor implements AutoCloseable {
  private final PageArena arena = new PageArena();
  private final OrderedIndex newest = new OrderedIndex(arena);
  private final SnapshotSegments segments = new SnapshotSegments();
  private final RecordView record = new RecordView();
  private final IndexCursor cursor = newest.cursor();
  private final long untilMicros;
  private final KeyRange keys;
  private final IntConsumer read;
  private boolean begun;

  private ItemCursor(long untilMicros, KeyRange keys, IntConsumer read) {
    this.untilMicros = untilMicros;
    this.keys = keys;
    this.read = read;
  }

  /**
   * Opens a partition whose segments nobody changes.
   *
   * @param directory where they are
   * @throws dev.stator.core.error.StorageException when a segment is damaged or missing
   */
  public static ItemCursor open(
      FileStore store, Path directory, SnapshotPartition partition, long untilMicros) {
    return open(store, directory, partition, untilMicros, KeyRange.ALL, length -> {});
  }

  /**
   * @param keys the items of other keys are left out
   * @param read is told the length of each record that is read
   */
  static ItemCursor open(
      FileStore store,
      Path directory,
      SnapshotPartition partition,
      long untilMicros,
      KeyRange keys,
      IntConsumer read) {
    ItemCursor items = new ItemCursor(untilMicros, keys, read);
    try {
      items.segments.open(store, directory, partition, untilMicros, items::take);
      return items;
    } catch (RuntimeException | Error e) {
      items.close();
      throw e;
    }
  }

  /** A cursor over no items. */
  static ItemCursor empty() {
    return new ItemCursor(0, KeyRange.ALL, length -> {});
  }

  private void take(RecordView found) {
    if (found.timestampMicros() <= untilMicros && keys.includes(found)) {
      segments.keepNewest(newest, found);
    }
    read.accept(found.length());
  }

  /** Moves to the next item; false when there is none. Allocates nothing. */
  public boolean next() {
    boolean found = begun ? cursor.next() : cursor.seekFirst();
    begun = true;
    while (found) {
      if (segments.read(cursor.value(), record).type() == RecordDescriptor.PUT) {
        return true;
      }
      found = cursor.next();
    }
    return false;
  }

  /** The memory that holds the key and the item, until this is closed. */
  public DirectBuffer buffer() {
    return record.buffer();
  }

  /** Where the key is, as {@link dev.stator.core.codec.KeyCodec} encodes it. */
  public int keyOffset() {
    return record.keyOffset();
  }

  public int keyLength() {
    return record.keyLength();
  }

  public int itemOffset() {
    return record.itemOffset();
  }

  public int itemLength() {
    return record.itemLength();
  }

  /** The size of the item as DynamoDB counts it. */
  public int itemSize() {
    return record.itemSize();
  }

  /** When the item was written, epoch microseconds. */
  public long timestampMicros() {
    return record.timestampMicros();
  }

  /** Which of the changes of its partition wrote the item. */
  public long sequence() {
    return record.sequence();
  }

  @Override
  public void close() {
    newest.close();
    arena.close();
    segments.close();
  }
}
