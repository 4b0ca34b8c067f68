package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.KEY_OFFSET;
import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a segment file in memory, in which what is damaged is replaced by records that say
 * nothing. All other records keep their places, since others name them by these.
 */
public final class SegmentRepair implements AutoCloseable {
  /** Keys that no participant of a transaction has: a resolve of them says nothing. */
  private static final int FILLER_KEY_LENGTH = 2000;

  private static final int FILLER_LENGTH = KEY_OFFSET + FILLER_KEY_LENGTH;
  private static final int MAX_LENGTH =
      KEY_OFFSET + RecordDescriptor.MAX_KEY_LENGTH + RecordDescriptor.MAX_ITEM_LENGTH;
  private static final UnsafeBuffer ZEROS =
      new UnsafeBuffer(new byte[FILLER_KEY_LENGTH + KEY_OFFSET]);

  private final MemoryFileStore copies = new MemoryFileStore();
  private final Path path;
  private final Path copy;
  private final Segment segment;
  private final int end;
  private final RecordView view = new RecordView();
  private final List<LostRecord> lost = new ArrayList<>();
  private final List<String> other = new ArrayList<>();
  private long sequence;
  private long timestamp;

  private SegmentRepair(FileStore store, Path path, int number, int end) {
    SegmentDirectory copied = new SegmentDirectory(copies, Path.of("/"));
    this.path = path;
    this.copy = copied.file(number);
    this.end = end;
    byte[] bytes = new byte[0];
    if (store.exists(path)) {
      bytes = store.read(path);
    } else {
      other.add("the file is missing");
    }
    int unit = SegmentConfig.LENGTH_UNIT;
    int length = Math.max(bytes.length, Math.ceilDiv(end, unit) * unit);
    copies.replace(copy, Arrays.copyOf(bytes, length));
    this.segment = copied.open(number);
    segment.end(end);
  }

  /**
   * Looks at a segment of a stopped partition, whole or damaged.
   *
   * @param end where its records end
   * @param previousEnd where those of the segment before it end, 0 without one
   * @param full whether nothing was written behind the end
   */
  public static SegmentRepair of(
      FileStore store,
      Path directory,
      long partitionId,
      int number,
      int end,
      int previousEnd,
      boolean full) {
    Path file = directory.resolve(SegmentDescriptor.fileName(number));
    SegmentRepair repair = new SegmentRepair(store, file, number, end);
    repair.mendHeader(partitionId, previousEnd);
    repair.mendRecords();
    if (full) {
      repair.clearBehindRecords();
    }
    return repair;
  }

  /**
   * Looks at a segment under another name, or one that goes on behind the end.
   *
   * @param end where its records end, as far as they are wanted
   */
  public static SegmentRepair ofCopy(
      FileStore store, Path file, long partitionId, int number, int end) {
    SegmentRepair repair = new SegmentRepair(store, file, number, end);
    repair.mendHeader(partitionId, 0);
    repair.mendRecords();
    return repair;
  }

  /** The file. */
  public Path path() {
    return path;
  }

  /** What cannot be read any more. */
  public List<LostRecord> lost() {
    return lost;
  }

  /** What is wrong beside records. */
  public List<String> other() {
    return other;
  }

  public boolean isNeeded() {
    return !lost.isEmpty() || !other.isEmpty();
  }

  /** The mended file. */
  public byte[] bytes() {
    return copies.read(copy);
  }

  private void mendHeader(long partitionId, int previousEnd) {
    @Nullable String damage = SegmentHeader.findDamage(segment, partitionId);
    if (damage != null) {
      other.add(damage);
      new SegmentHeader(partitionId, 0, 0, previousEnd, 0).write(segment);
    }
  }

  private void mendRecords() {
    int offset = HEADER_LENGTH;
    while (offset < end) {
      @Nullable String damage = SegmentScanner.findDamage(segment, offset, end, view);
      int rest = damage == null ? end - offset - RecordDescriptor.align(view.length()) : 0;
      if (rest > 0 && rest < KEY_OFFSET) { // no record can be there: this is of another segment
        damage = "the record is followed by %d bytes up to the end".formatted(rest);
      }
      if (damage == null) {
        sequence = view.sequence();
        timestamp = view.timestampMicros();
        offset += RecordDescriptor.align(view.length());
      } else {
        int next = findNext(offset);
        lost.add(lost(offset, next, damage));
        fill(offset, next);
        offset = next;
      }
    }
  }

  /** Where the first whole record behind a damaged one begins, or the end. */
  private int findNext(int damaged) {
    view.wrap(segment.buffer(), damaged, Location.of(segment.number(), damaged));
    int length = view.length();
    if (length >= KEY_OFFSET && length <= end - damaged) {
      int next = damaged + RecordDescriptor.align(length);
      if (next == end || isWhole(next)) {
        return next;
      }
    }
    for (int next = damaged + KEY_OFFSET; next < end; next += RecordDescriptor.ALIGNMENT) {
      if (isWhole(next) && isFollowed(next)) {
        return next;
      }
    }
    return end;
  }

  private boolean isWhole(int offset) {
    if (end - offset < KEY_OFFSET) {
      return false;
    }
    view.wrap(segment.buffer(), offset, Location.of(segment.number(), offset));
    byte type = view.type();
    return type >= RecordDescriptor.PUT
        && type <= RecordDescriptor.RESOLVE
        && view.length() <= MAX_LENGTH
        && SegmentScanner.findDamage(segment, offset, end, view) == null;
  }

  /** Whether the end or another record follows: else it is perhaps a piece of an item. */
  private boolean isFollowed(int offset) {
    view.wrap(segment.buffer(), offset, Location.of(segment.number(), offset));
    int next = offset + RecordDescriptor.align(view.length());
    return next == end || isWhole(next);
  }

  private LostRecord lost(int offset, int next, String damage) {
    view.wrap(segment.buffer(), offset, Location.of(segment.number(), offset));
    byte[] key = new byte[Math.min(view.keyLength(), next - offset - KEY_OFFSET)];
    segment.buffer().getBytes(view.keyOffset(), key);
    return new LostRecord(
        view.location(), next - offset, damage, view.type(), view.sequence(), key);
  }

  private void fill(int from, int to) {
    segment.buffer().setMemory(from, to - from, (byte) 0);
    int offset = from;
    while (offset < to) {
      int left = to - offset;
      int length = left < FILLER_LENGTH + KEY_OFFSET ? left : FILLER_LENGTH;
      segment.end(offset);
      segment.append(
          RecordDescriptor.RESOLVE,
          RecordDescriptor.COPY,
          sequence,
          timestamp,
          0,
          0,
          ZEROS,
          0,
          length - KEY_OFFSET,
          ZEROS,
          0,
          0);
      offset += length;
    }
    segment.end(end);
  }

  private void clearBehindRecords() {
    int length = segment.length();
    int from = SegmentScanner.findNonZero(segment.buffer(), end, length);
    if (from >= 0) {
      other.add("not zero behind the records at offset " + from);
      segment.buffer().setMemory(from, length - from, (byte) 0);
    }
  }

  @Override
  public void close() {
    segment.close();
    copies.delete(copy);
  }
}
