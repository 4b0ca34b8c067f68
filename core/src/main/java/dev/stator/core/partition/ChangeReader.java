package dev.stator.core.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.Limits;
import dev.stator.core.model.Projection;
import dev.stator.core.model.StreamView;
import dev.stator.core.segment.DamagedRecords;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/**
 * Reads the changes of items out of the segments of a partition: what its records say, and the
 * records before them. Records that change no item are passed over. Belongs to the thread of one
 * worker; allocates nothing per change.
 *
 * <p>A read is bounded in all it does: in the records and bytes looked at, not only in the changes
 * found, so a page can be empty before the end is reached.
 */
public final class ChangeReader {
  /** What is said of changes that are too old to be read. */
  public static final String TRIMMED = "The data you are trying to access has been trimmed";

  /** What is said of a sequence number that no record of the shard has. */
  public static final String NO_SUCH_CHANGE = "Invalid SequenceNumber for the shard";

  /** DynamoDB's size after which a page ends. */
  static final int MAX_PAGE_SIZE = Limits.MAX_PAGE_SIZE;

  /** How many records one read looks at. */
  static final int MAX_RECORDS = 4096;

  /** How many bytes of records one read looks at, but for the last record. */
  private static final int MAX_BYTES = 4 << 20;

  private static final Projection KEYS_ONLY = new Projection(Projection.Type.KEYS_ONLY, List.of());

  private final RecordView after = new RecordView();
  private final RecordView before = new RecordView();
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);
  private int keyLength;

  /** Whether {@link #before} shows what there was before the change. */
  private boolean existed;

  /**
   * Fills the reply: with changes, the position where the next read goes on, and how much is left.
   *
   * @param released the location before which nothing can be taken back
   */
  public void read(Partition partition, ChangeRead read, long released, Reply reply) {
    switch (read) {
      case ChangeRead.Page page -> readPage(partition, page, released, reply);
      case ChangeRead.SeekLatest(ChangeRead.Range range) ->
          reply.position(Math.clamp(released, range.start(), range.end()));
      case ChangeRead.SeekChange change -> seek(partition.log(), change, reply);
    }
  }

  private void readPage(Partition partition, ChangeRead.Page page, long released, Reply reply) {
    SegmentLog log = partition.log();
    ChangeRead.Range range = page.range();
    long end = Math.min(range.end(), released);
    long position = Math.max(page.position(), range.start());
    long horizon = log.positionBefore(range.horizonMicros());
    if (position < horizon && !page.skipsTrimmed()) {
      reply.refuse(ErrorCode.TRIMMED_DATA_ACCESS, TRIMMED);
      return;
    }
    position = Math.max(position, horizon);
    if (position >= end) {
      reply.position(position);
      return;
    }
    RecordCursor cursor = log.cursor(position);
    boolean all = readPage(partition, page, cursor, end, reply);
    reply.position(cursor.position());
    reply.unreadBytes(all ? 0 : end - cursor.position());
  }

  /** Whether there is nothing more to read. */
  private boolean readPage(
      Partition partition, ChangeRead.Page page, RecordCursor cursor, long end, Reply reply) {
    IndexProjection keys = new IndexProjection(partition.keys(), partition.keys(), KEYS_ONLY);
    int records = 0;
    int bytes = 0;
    while (reply.count() < page.limit() && records++ < MAX_RECORDS && bytes < MAX_BYTES) {
      if (!nextBefore(end, cursor)) {
        return true;
      }
      if (!mayBeChange()) {
        continue;
      }
      if (after.timestampMicros() < page.range().horizonMicros()) {
        if (page.skipsTrimmed() || reply.count() > 0) {
          continue;
        }
        reply.refuse(ErrorCode.TRIMMED_DATA_ACCESS, TRIMMED);
        return false;
      }
      boolean changed = isChange(partition.log());
      bytes += after.itemLength() + (existed ? before.itemLength() : 0);
      if (changed && !write(page.view(), keys, reply)) {
        cursor.position(after.location());
        return false;
      }
    }
    return false;
  }

  private boolean nextBefore(long end, RecordCursor cursor) {
    long position = cursor.position();
    if (position >= end || !cursor.next(after)) {
      return false;
    }
    if (after.location() >= end) { // the first record of the next segment
      cursor.position(position);
      return false;
    }
    return true;
  }

  private boolean mayBeChange() {
    byte type = after.type();
    return (type == RecordDescriptor.PUT || type == RecordDescriptor.TOMBSTONE)
        && !after.has(RecordDescriptor.COPY);
  }

  /**
   * Whether the record changes its item, and shows the item before in {@link #before}. Where a
   * repair has given up what there was before, nothing was, and no removal is told.
   */
  private boolean isChange(SegmentLog log) {
    boolean named = after.previous() != Partition.NO_LOCATION;
    existed = named && DamagedRecords.readPrevious(log, after.previous(), before);
    if (!existed) {
      return !named || exists();
    }
    return after.type() == RecordDescriptor.TOMBSTONE
        || !ItemScanner.equal(
            before.buffer(),
            before.itemOffset(),
            before.itemLength(),
            after.buffer(),
            after.itemOffset(),
            after.itemLength());
  }

  private boolean exists() {
    return after.type() == RecordDescriptor.PUT;
  }

  /** Appends the change to the reply; false if that has no room for it. */
  private boolean write(StreamView view, IndexProjection keys, Reply reply) {
    boolean tellsOld = view.hasOldImage() && existed;
    boolean tellsNew = view.hasNewImage() && exists();
    takeKey(keys);
    int size =
        ItemScanner.size(key, 0, keyLength)
            + (tellsOld ? before.itemSize() : 0)
            + (tellsNew ? after.itemSize() : 0);
    if (reply.count() > 0 && reply.evaluatedSize() + size > MAX_PAGE_SIZE) {
      return false;
    }
    int start = reply.pageLength();
    ExpandableArrayBuffer out = reply.buffer();
    out.putLong(start + ChangeDescriptor.LOCATION_OFFSET, after.location(), LITTLE_ENDIAN);
    out.putLong(start + ChangeDescriptor.TIME_OFFSET, after.timestampMicros(), LITTLE_ENDIAN);
    out.putByte(start + ChangeDescriptor.KIND_OFFSET, kind().code());
    out.putInt(start + ChangeDescriptor.SIZE_OFFSET, size, LITTLE_ENDIAN);
    out.putInt(start + ChangeDescriptor.KEY_LENGTH_OFFSET, keyLength, LITTLE_ENDIAN);
    int end = start + ChangeDescriptor.KEY_OFFSET;
    out.putBytes(end, key, 0, keyLength);
    end += keyLength;
    end += putImage(out, start + ChangeDescriptor.OLD_LENGTH_OFFSET, end, before, tellsOld);
    end += putImage(out, start + ChangeDescriptor.NEW_LENGTH_OFFSET, end, after, tellsNew);
    reply.evaluated(size);
    reply.matched(end);
    return true;
  }

  private void takeKey(IndexProjection keys) {
    RecordView item = exists() ? after : before;
    keyLength = keys.project(item.buffer(), item.itemOffset(), item.itemLength(), key, 0);
  }

  private static int putImage(
      ExpandableArrayBuffer out, int lengthOffset, int offset, RecordView item, boolean told) {
    if (!told) {
      out.putInt(lengthOffset, ChangeDescriptor.ABSENT, LITTLE_ENDIAN);
      return 0;
    }
    out.putInt(lengthOffset, item.itemLength(), LITTLE_ENDIAN);
    out.putBytes(offset, item.buffer(), item.itemOffset(), item.itemLength());
    return item.itemLength();
  }

  private ChangeKind kind() {
    if (exists()) {
      return existed ? ChangeKind.MODIFY : ChangeKind.INSERT;
    }
    return after.has(RecordDescriptor.EXPIRED) ? ChangeKind.EXPIRE : ChangeKind.REMOVE;
  }

  private void seek(SegmentLog log, ChangeRead.SeekChange change, Reply reply) {
    ChangeRead.Range range = change.range();
    long location = change.location();
    if (location < range.start() || location > range.end()) {
      reply.refuse(ErrorCode.VALIDATION, NO_SUCH_CHANGE);
    } else if (location < log.positionBefore(range.horizonMicros())) {
      reply.refuse(ErrorCode.TRIMMED_DATA_ACCESS, TRIMMED);
    } else if (findRecord(log, location)) {
      if (mayBeChange() && after.timestampMicros() < range.horizonMicros()) {
        reply.refuse(ErrorCode.TRIMMED_DATA_ACCESS, TRIMMED);
      } else {
        reply.position(change.after() ? behind(log, location) : location);
      }
    } else if (location == range.start() || location == range.end()) {
      reply.position(location);
    } else {
      reply.refuse(ErrorCode.VALIDATION, NO_SUCH_CHANGE);
    }
  }

  /** Whether there is a whole record at the location, shown by {@link #after} then. */
  private boolean findRecord(SegmentLog log, long location) {
    try {
      log.read(location, after);
      return true;
    } catch (StorageException none) {
      return false;
    }
  }

  private long behind(SegmentLog log, long location) {
    RecordCursor cursor = log.cursor(location);
    cursor.next(after);
    return cursor.position();
  }
}
