package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

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
  private final SnapshotSegments segments = new SnapshotSegments();
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
      changes.segments.open(store, directory, partition, fromMicros, changes::take);
      return changes;
    } catch (RuntimeException | Error e) {
      changes.close();
      throw e;
    }
  }

  private void take(RecordView found) {
    if (found.timestampMicros() > untilMicros) {
      return;
    }
    segments.keepNewest(after, found);
    if (found.timestampMicros() <= fromMicros) {
      segments.keepNewest(before, found);
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
    segments.read(cursor.value(), newRecord);
    long old = before.get(newRecord.buffer(), newRecord.keyOffset(), newRecord.keyLength());
    if (old == OrderedIndex.NONE) {
      hasOld = false;
      return hasNew();
    }
    segments.read(old, oldRecord);
    hasOld = oldRecord.type() == RecordDescriptor.PUT;
    return oldRecord.sequence() != newRecord.sequence() && (hasOld || hasNew());
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
    segments.close();
  }
}
