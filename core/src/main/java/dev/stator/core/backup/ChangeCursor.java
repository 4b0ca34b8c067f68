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
 * What has become of the items of one partition of a snapshot between two times, in the order of
 * their keys: of each item that was written or removed in between, how it was before and how it is
 * after. What was created and removed in between is left out.
 *
 * <p>All segments are read that tell what there was at the first time. Those also have the
 * tombstones of what was removed later: what they keep dead was live then.
 */
public final class ChangeCursor implements AutoCloseable {
  private final PageArena arena = new PageArena();
  private final OrderedIndex before = new OrderedIndex(arena);
  private final OrderedIndex after = new OrderedIndex(arena);
  private final Int2ObjectHashMap<SegmentFile> segments = new Int2ObjectHashMap<>();
  private final RecordView other = new RecordView();
  private final RecordView oldRecord = new RecordView();
  private final RecordView newRecord = new RecordView();
  private final IndexCursor cursor = after.cursor();
  private final long fromMicros;
  private final long untilMicros;
  private boolean begun;
  private boolean hasOld;

  private ChangeCursor(long fromMicros, long untilMicros) {
    this.fromMicros = fromMicros;
    this.untilMicros = untilMicros;
  }

  static ChangeCursor open(
      FileStore store,
      Path directory,
      SnapshotPartition partition,
      long fromMicros,
      long untilMicros) {
    ChangeCursor changes = new ChangeCursor(fromMicros, untilMicros);
    try {
      for (SnapshotSegment segment : partition.segments()) {
        if (segment.countsAt(fromMicros)) {
          SegmentFile file =
              SegmentFile.open(store, directory, partition.id(), segment.number(), segment.end());
          changes.segments.put(segment.number(), file);
          file.replayToEnd((location, found) -> changes.take(found));
        }
      }
      return changes;
    } catch (RuntimeException | Error e) {
      changes.close();
      throw e;
    }
  }

  private void take(RecordView found) {
    boolean concernsItem =
        found.type() == RecordDescriptor.PUT || found.type() == RecordDescriptor.TOMBSTONE;
    if (!concernsItem || found.timestampMicros() > untilMicros) {
      return;
    }
    keepNewest(after, found);
    if (found.timestampMicros() <= fromMicros) {
      keepNewest(before, found);
    }
  }

  private void keepNewest(OrderedIndex newest, RecordView found) {
    DirectBuffer buffer = found.buffer();
    long known = newest.put(buffer, found.keyOffset(), found.keyLength(), found.location());
    if (known != OrderedIndex.NONE && read(known, other).sequence() > found.sequence()) {
      newest.put(buffer, found.keyOffset(), found.keyLength(), known);
    }
  }

  /** Moves to the next item that has changed; false when there is none. Allocates nothing. */
  public boolean next() {
    boolean found = begun ? cursor.next() : cursor.seekFirst();
    begun = true;
    while (found) {
      if (isChange()) {
        return true;
      }
      found = cursor.next();
    }
    return false;
  }

  private boolean isChange() {
    read(cursor.value(), newRecord);
    long old = before.get(newRecord.buffer(), newRecord.keyOffset(), newRecord.keyLength());
    if (old == OrderedIndex.NONE) {
      hasOld = false;
      return hasNew();
    }
    read(old, oldRecord);
    hasOld = oldRecord.type() == RecordDescriptor.PUT;
    return oldRecord.sequence() != newRecord.sequence() && (hasOld || hasNew());
  }

  private RecordView read(long location, RecordView record) {
    return segments.get(Location.segmentNumber(location)).read(Location.offset(location), record);
  }

  /** Whether there was the item before. */
  public boolean hasOld() {
    return hasOld;
  }

  /** Whether there is the item after. */
  public boolean hasNew() {
    return newRecord.type() == RecordDescriptor.PUT;
  }

  /** The memory that holds the item as it was, until this is closed. */
  public DirectBuffer oldBuffer() {
    return oldRecord.buffer();
  }

  public int oldOffset() {
    return oldRecord.itemOffset();
  }

  public int oldLength() {
    return oldRecord.itemLength();
  }

  /** The memory that holds the item as it is, until this is closed. */
  public DirectBuffer newBuffer() {
    return newRecord.buffer();
  }

  public int newOffset() {
    return newRecord.itemOffset();
  }

  public int newLength() {
    return newRecord.itemLength();
  }

  /** The larger of the sizes before and after, as DynamoDB counts them. */
  public int itemSize() {
    int newSize = hasNew() ? newRecord.itemSize() : 0;
    return hasOld ? Math.max(oldRecord.itemSize(), newSize) : newSize;
  }

  /** When the item was written or removed last, epoch microseconds. */
  public long timestampMicros() {
    return newRecord.timestampMicros();
  }

  @Override
  public void close() {
    before.close();
    after.close();
    arena.close();
    CloseHelper.closeAll(segments.values());
    segments.clear();
  }
}
