package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

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
  private final Int2ObjectHashMap<SegmentFile> segments = new Int2ObjectHashMap<>();
  private final RecordView record = new RecordView();
  private final IndexCursor cursor = newest.cursor();
  private final long untilMicros;
  private boolean begun;

  private ItemCursor(long untilMicros) {
    this.untilMicros = untilMicros;
  }

  /**
   * Opens a partition whose segments nobody changes.
   *
   * @param directory where they are
   * @throws dev.stator.core.error.StorageException when a segment is damaged or missing
   */
  public static ItemCursor open(
      FileStore store, Path directory, SnapshotPartition partition, long untilMicros) {
    ItemCursor items = new ItemCursor(untilMicros);
    try {
      for (SnapshotSegment segment : partition.segments()) {
        if (segment.countsAt(untilMicros)) {
          SegmentFile file =
              SegmentFile.open(store, directory, partition.id(), segment.number(), segment.end());
          items.segments.put(segment.number(), file);
          file.replayToEnd((location, found) -> items.take(found));
        }
      }
      return items;
    } catch (RuntimeException | Error e) {
      items.close();
      throw e;
    }
  }

  private void take(RecordView found) {
    boolean concernsItem =
        found.type() == RecordDescriptor.PUT || found.type() == RecordDescriptor.TOMBSTONE;
    if (!concernsItem || found.timestampMicros() > untilMicros) {
      return;
    }
    DirectBuffer buffer = found.buffer();
    long other = newest.put(buffer, found.keyOffset(), found.keyLength(), found.location());
    if (other != OrderedIndex.NONE && read(other).sequence() > found.sequence()) {
      newest.put(buffer, found.keyOffset(), found.keyLength(), other);
    }
  }

  /** Moves to the next item; false when there is none. Allocates nothing. */
  public boolean next() {
    boolean found = begun ? cursor.next() : cursor.seekFirst();
    begun = true;
    while (found) {
      if (read(cursor.value()).type() == RecordDescriptor.PUT) {
        return true;
      }
      found = cursor.next();
    }
    return false;
  }

  private RecordView read(long location) {
    return segments.get(Location.segmentNumber(location)).read(Location.offset(location), record);
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
    CloseHelper.closeAll(segments.values());
    segments.clear();
  }
}
