package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import org.agrona.DirectBuffer;

/**
 * What has become of the items of one partition of a snapshot between two times, in the order of
 * their keys: of each item that was written or removed in between, how it was before and how it is
 * after. What was created and removed in between is left out.
 *
 * <p>All segments are read that tell what there was at the first time. Those also have the
 * tombstones of what was removed later: what they keep dead was live then.
 *
 * <p>If the partition was split in between, its last records are followed by the changes of those
 * that took its place. What they have from it is left out: it is no change, and what is not there
 * was removed before.
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
  private final KeyRange keys;
  private boolean begun;
  private boolean hasOld;

  private ChangeCursor(long fromMicros, long untilMicros, KeyRange keys) {
    this.fromMicros = fromMicros;
    this.untilMicros = untilMicros;
    this.keys = keys;
  }

  /** What a partition has, and where its segments are. */
  record Source(Path directory, SnapshotPartition partition) {}

  /**
   * @param sources a partition that tells what there was at the first time, and behind it those
   *     that have a part of its place at the second, or had it in between, each behind its parent;
   *     or nothing
   * @param keys the items of other keys are left out
   * @param read is told the length of each record that is read
   */
  static ChangeCursor open(
      FileStore store,
      List<Source> sources,
      long fromMicros,
      long untilMicros,
      KeyRange keys,
      IntConsumer read) {
    ChangeCursor changes = new ChangeCursor(fromMicros, untilMicros, keys);
    try {
      for (Source source : sources) {
        Tenure tenure = source.partition.tenure();
        boolean wasThere = tenure.includes(fromMicros);
        long told = wasThere ? 0 : tenure.fromSequence();
        changes.segments.open(
            store,
            source.directory,
            source.partition,
            fromMicros,
            found -> {
              changes.take(found, told);
              read.accept(found.length());
            });
      }
      return changes;
    } catch (RuntimeException | Error e) {
      changes.close();
      throw e;
    }
  }

  /**
   * @param told the sequence number of the last record that is left out
   */
  private void take(RecordView found, long told) {
    if (found.timestampMicros() > untilMicros
        || found.sequence() <= told
        || !keys.includes(found)) {
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
    if (newRecord.timestampMicros() <= fromMicros) {
      return false;
    }
    long old = before.get(newRecord.buffer(), newRecord.keyOffset(), newRecord.keyLength());
    hasOld =
        old != OrderedIndex.NONE && segments.read(old, oldRecord).type() == RecordDescriptor.PUT;
    return hasOld || hasNew();
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
