package dev.stator.core.partition;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.model.Limits;
import dev.stator.core.throughput.Throttle;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one request: an outcome, sizes and the bytes of items. Reused: filled by the
 * worker, read by the one who asked, valid during the call of the reply handler only.
 */
public final class Reply {
  private static final int INITIAL_CAPACITY = 4096;

  private static final int INITIAL_PART_CAPACITY = 64;

  /** A buffer that has grown beyond this is not kept for the next request. */
  private static final int RETAINED_CAPACITY = 128 * 1024;

  private static final int PAGE_GROWTH = 8;

  /** Holds most pages; the encoding of tiny items takes more than DynamoDB counts for them. */
  private static final int PAGE_CAPACITY = Limits.MAX_PAGE_SIZE + 64 * 1024;

  private final List<Reply> parts = new ArrayList<>(0);
  private ExpandableArrayBuffer buffer;
  private @Nullable ErrorCode error;
  private String message = "";
  private @Nullable Throttle throttle;
  private @Nullable Slice item;
  private @Nullable Slice oldImage;
  private @Nullable Slice newImage;
  private int oldSize;
  private int newSize;
  private long collectionBytes;
  private int count;
  private int scannedCount;
  private long evaluatedSize;
  private long fetchedUnits;
  private int length;
  private int pageLength;
  private long version;
  private long position;
  private long unreadBytes;
  private boolean replayed;
  private long movedFrom;
  private long begunNs;
  private long diskNs;
  private @Nullable Slice lastKey;

  public Reply() {
    this(INITIAL_CAPACITY);
  }

  private Reply(int capacity) {
    buffer = new ExpandableArrayBuffer(capacity);
  }

  /** Null when the request was carried out; CONDITIONAL_CHECK_FAILED and others when it was not. */
  public @Nullable ErrorCode error() {
    return error;
  }

  /** The message for the client when {@link #error} is not null. */
  public String message() {
    return message;
  }

  /** The limit of throughput that the request met, if {@link #error} is of that kind. */
  public @Nullable Throttle throttle() {
    return throttle;
  }

  /** The item of a GetItem, projected; null when there is none. */
  public @Nullable Slice item() {
    return item;
  }

  /** The item before a write, or the item that failed the condition, if asked for and existing. */
  public @Nullable Slice oldImage() {
    return oldImage;
  }

  /** The item after a write, if asked for and existing. */
  public @Nullable Slice newImage() {
    return newImage;
  }

  /** DynamoDB's size in bytes of the item before the write, or of the item read; 0 for none. */
  public int oldSize() {
    return oldSize;
  }

  /** DynamoDB's size in bytes of the item after the write (or that would have been written). */
  public int newSize() {
    return newSize;
  }

  /**
   * DynamoDB's size in bytes, after the write, of the item collection that was written to; 0 in a
   * table without local indexes.
   */
  public long collectionBytes() {
    return collectionBytes;
  }

  /** Of a page: items that passed the filter. */
  public int count() {
    return count;
  }

  /** Of a page: items evaluated. */
  public int scannedCount() {
    return scannedCount;
  }

  /**
   * Of a page: DynamoDB's size in bytes of the items evaluated, as the index or table holds them.
   */
  public long evaluatedSize() {
    return evaluatedSize;
  }

  /**
   * Of a page of a local index: blocks of 4 KB fetched from the table for what is not projected.
   */
  public long fetchedUnits() {
    return fetchedUnits;
  }

  /** Of a page: the key where the next page continues; null when this was the last. */
  public @Nullable Slice lastKey() {
    return lastKey;
  }

  /**
   * Of a page: the items one behind the other, each {@code int32 length, item}; see {@link
   * #pageLength}.
   */
  public ExpandableArrayBuffer buffer() {
    return buffer;
  }

  /** Of a page: bytes of the buffer, from 0, that hold the items. */
  public int pageLength() {
    return pageLength;
  }

  /** Of a transaction: the replies to its items, in their order. */
  public List<Reply> parts() {
    return parts;
  }

  /**
   * Of a read in a transaction: what differs between any two states of the item. Of the closing of
   * a partition: the timestamp of its last record.
   */
  public long version() {
    return version;
  }

  /** Of a read of changes: where the next read goes on. Of the closing of a partition: its end. */
  public long position() {
    return position;
  }

  /**
   * Of a read of changes: how many bytes of records lie between {@link #position} and the end; 0
   * when there is nothing more to read.
   */
  public long unreadBytes() {
    return unreadBytes;
  }

  /** Of a transaction: nothing was done, since a request with its token was carried out before. */
  public boolean replayed() {
    return replayed;
  }

  /**
   * The partition that has refused the request because others have taken its place or will soon; 0:
   * none has. Nobody but the engine sees such a reply.
   */
  public long movedFrom() {
    return movedFrom;
  }

  /**
   * When the worker began with what it did at the time, by {@link System#nanoTime}; 0 when it is
   * not known.
   */
  public long begunNs() {
    return begunNs;
  }

  /** How long the command waited for the disk, nanoseconds. */
  public long diskNs() {
    return diskNs;
  }

  public void times(long newBegunNs, long newDiskNs) {
    begunNs = newBegunNs;
    diskNs = newDiskNs;
  }

  /** Forgets everything. */
  public void clear() {
    begunNs = 0;
    diskNs = 0;
    if (!parts.isEmpty()) {
      parts.clear();
    }
    version = 0;
    position = 0;
    unreadBytes = 0;
    replayed = false;
    movedFrom = 0;
    if (buffer.capacity() > RETAINED_CAPACITY) {
      buffer = new ExpandableArrayBuffer(INITIAL_CAPACITY);
    }
    error = null;
    message = "";
    throttle = null;
    item = null;
    oldImage = null;
    newImage = null;
    lastKey = null;
    oldSize = 0;
    newSize = 0;
    collectionBytes = 0;
    count = 0;
    scannedCount = 0;
    evaluatedSize = 0;
    fetchedUnits = 0;
    length = 0;
    pageLength = 0;
  }

  /**
   * Of a page: makes room for so many bytes in {@link #buffer}, which is another one then. Grows in
   * large steps, since a page is copied at each.
   */
  void reserve(int needed) {
    int capacity = buffer.capacity();
    if (needed > capacity) {
      int wanted =
          capacity < PAGE_CAPACITY ? Math.min(PAGE_GROWTH * capacity, PAGE_CAPACITY) : 2 * capacity;
      ExpandableArrayBuffer larger = new ExpandableArrayBuffer(Math.max(needed, wanted));
      larger.putBytes(0, buffer, 0, pageLength);
      buffer = larger;
    }
  }

  /** Makes this the refusal {@code code} with the message for the client. */
  public void refuse(ErrorCode code, String message) {
    this.error = code;
    this.message = message;
  }

  /** Makes this the refusal of a request that met a limit of throughput. */
  public void refuse(Throttle limit) {
    refuse(limit.code(), limit.message());
    this.throttle = limit;
  }

  /** Makes this the refusal of a partition whose items are or will be in others. */
  public void move(long partition) {
    refuse(ErrorCode.INTERNAL_SERVER_ERROR, Partition.FAILED);
    movedFrom = partition;
  }

  /** The reply to an item of a transaction, made when it is asked for first. */
  public Reply part(int index) {
    while (parts.size() <= index) {
      parts.add(new Reply(INITIAL_PART_CAPACITY));
    }
    return parts.get(index);
  }

  public void version(long newVersion) {
    version = newVersion;
  }

  public void position(long newPosition) {
    position = newPosition;
  }

  void unreadBytes(long bytes) {
    unreadBytes = bytes;
  }

  /** Says that a request with the token of this transaction was carried out before. */
  public void replay() {
    error = null;
    message = "";
    replayed = true;
  }

  /** Makes this part of a transaction a copy of another. */
  public void copyOf(Reply other) {
    clear();
    error = other.error;
    message = other.message;
    throttle = other.throttle;
    oldSize = other.oldSize;
    newSize = other.newSize;
    collectionBytes = other.collectionBytes;
    version = other.version;
    oldImage = copyOf(other.oldImage);
    newImage = copyOf(other.newImage);
    item = copyOf(other.item);
  }

  private @Nullable Slice copyOf(@Nullable Slice slice) {
    return slice == null ? null : append(slice.buffer(), slice.offset(), slice.length());
  }

  public void sizes(int oldSize, int newSize) {
    this.oldSize = oldSize;
    this.newSize = newSize;
  }

  void collectionBytes(long bytes) {
    collectionBytes = bytes;
  }

  /** Appends a copy of the bytes as the item before the write. */
  public void copyOldImage(DirectBuffer source, int offset, int length) {
    oldImage = append(source, offset, length);
  }

  /** Appends a copy of the bytes as the item after the write. */
  public void copyNewImage(DirectBuffer source, int offset, int length) {
    newImage = append(source, offset, length);
  }

  /** Appends a copy of the bytes as the item that was read. */
  public void copyItem(DirectBuffer source, int offset, int length) {
    item = append(source, offset, length);
  }

  /**
   * Declares the first {@code length} bytes of {@link #buffer}, written by the caller, the item.
   */
  public void itemWritten(int length) {
    this.length = length;
    item = new Slice(buffer, 0, length);
  }

  /** Appends a copy of the bytes as the key where the next page continues. */
  public void copyLastKey(DirectBuffer source, int offset, int length) {
    lastKey = append(source, offset, length);
  }

  /** Replaces the last key by the bytes of another buffer. */
  public void lastKey(Slice key) {
    lastKey = key;
  }

  /** Counts an item that was evaluated. */
  public void evaluated(int size) {
    scannedCount++;
    evaluatedSize += size;
  }

  /** Counts an item that passed the filter; the caller has written it up to {@code end}. */
  public void matched(int end) {
    count++;
    length = end;
    pageLength = end;
  }

  public void fetched(long units) {
    fetchedUnits += units;
  }

  private Slice append(DirectBuffer source, int offset, int length) {
    int at = this.length;
    buffer.putBytes(at, source, offset, length);
    this.length = at + length;
    return new Slice(buffer, at, length);
  }
}
