package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.ALIGNMENT;
import static dev.stator.core.segment.RecordDescriptor.CHECKSUM_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.FLAGS_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.ITEM_SIZE_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.KEY_LENGTH_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.KEY_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.LENGTH_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.PREVIOUS_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.SEQUENCE_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.TIMESTAMP_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.TYPE_OFFSET;
import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.file.MappedFile;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** One mapped file of records with the place where its records end. */
final class Segment implements AutoCloseable {
  private final int number;
  private final MappedFile file;
  private final UnsafeBuffer buffer;
  private final Checksum checksum;
  private int end = HEADER_LENGTH;
  private int liveBytes;
  private int liveCount;
  private int keptCount;
  private int noteBytes;
  private long emptied;
  private boolean summarized;
  private boolean damaged;
  private volatile int readyTo;

  /** Takes over the file: {@link #close} closes it. */
  Segment(int number, MappedFile file) {
    this.number = number;
    this.file = file;
    this.buffer = file.buffer();
    this.checksum = new Checksum(buffer);
  }

  /** Appends a record that fits; allocates nothing. Returns its location. */
  long append(
      byte type,
      byte flags,
      long sequence,
      long timestampMicros,
      long previous,
      int itemSize,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      DirectBuffer item,
      int itemOffset,
      int itemLength) {
    int start = end;
    int length = KEY_OFFSET + keyLength + itemLength;
    int alignedLength = RecordDescriptor.align(length);
    buffer.putLong(start + alignedLength - ALIGNMENT, 0);
    buffer.putByte(start + TYPE_OFFSET, type);
    buffer.putByte(start + FLAGS_OFFSET, flags);
    buffer.putShort(start + KEY_LENGTH_OFFSET, (short) keyLength, LITTLE_ENDIAN);
    buffer.putInt(start + ITEM_SIZE_OFFSET, itemSize, LITTLE_ENDIAN);
    buffer.putLong(start + SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
    buffer.putLong(start + TIMESTAMP_OFFSET, timestampMicros, LITTLE_ENDIAN);
    buffer.putLong(start + PREVIOUS_OFFSET, previous, LITTLE_ENDIAN);
    buffer.putBytes(start + KEY_OFFSET, key, keyOffset, keyLength);
    buffer.putBytes(start + KEY_OFFSET + keyLength, item, itemOffset, itemLength);
    buffer.putInt(start + CHECKSUM_OFFSET, recordChecksum(start, length), LITTLE_ENDIAN);
    publish(start + LENGTH_OFFSET, length);
    end = start + alignedLength;
    return Location.of(number, start);
  }

  /** Stores the value that makes what was written before it count. */
  void publish(int offset, int value) {
    VarHandle.releaseFence();
    buffer.putInt(offset, value, LITTLE_ENDIAN);
  }

  int recordChecksum(int start, int length) {
    return checksum.of(start + TYPE_OFFSET, length - TYPE_OFFSET);
  }

  int storedChecksum(int start) {
    return buffer.getInt(start + CHECKSUM_OFFSET, LITTLE_ENDIAN);
  }

  int headerChecksum() {
    int from = SegmentDescriptor.FORMAT_NAME_OFFSET;
    return checksum.of(from, SegmentDescriptor.CHECKSUM_OFFSET - from);
  }

  int number() {
    return number;
  }

  Path path() {
    return file.path();
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  int length() {
    return buffer.capacity();
  }

  /** Where the records end and the next one goes. */
  int end() {
    return end;
  }

  void end(int offset) {
    end = offset;
  }

  int remaining() {
    return buffer.capacity() - end;
  }

  /** Counts a record of {@code length} bytes that holds something until it is superseded. */
  void countLive(int length) {
    liveBytes += RecordDescriptor.align(length);
    liveCount++;
    keptCount++;
  }

  /** Counts records that held something once, and bytes of those that say so. */
  void countOld(int superseded, int notes) {
    keptCount += superseded;
    noteBytes += notes;
  }

  /** Counts a record that only says something of earlier ones. */
  void countNote(int length) {
    noteBytes += RecordDescriptor.align(length);
  }

  /** What the records take that only say something of earlier ones, padding included. */
  int noteBytes() {
    return noteBytes;
  }

  /** Takes a record out of the count of those that hold something. */
  void supersede(int length) {
    liveBytes -= RecordDescriptor.align(length);
    liveCount--;
  }

  /** What the records take that still hold something, padding included. */
  int liveBytes() {
    return liveBytes;
  }

  /** Whether a record held something once and does not any more. */
  boolean hasDead() {
    return keptCount > liveCount;
  }

  /** The head of the log when nothing here counted any more; 0 = something does. */
  long emptied() {
    return emptied;
  }

  boolean isEmptied() {
    return emptied > 0;
  }

  void emptied(long head) {
    emptied = head;
  }

  /** Whether it has a summary, or one is being made. */
  boolean isSummarized() {
    return summarized;
  }

  void markSummarized() {
    summarized = true;
  }

  /** Whether a record of it was found to be damaged. */
  boolean isDamaged() {
    return damaged;
  }

  void markDamaged() {
    damaged = true;
  }

  /** Makes pages ready to be written. */
  void populate(int from, int count, boolean huge) {
    if (from + count <= buffer.capacity()) { // else it was closed meanwhile
      PagesAhead.populate(file, from, count, huge);
    }
    readyTo = from + count;
  }

  /** Where the pages end that were made ready to be written; any thread. */
  int readyTo() {
    return readyTo;
  }

  void readyTo(int offset) {
    readyTo = offset;
  }

  /** Asks for a range to be read into memory, as far as the segment goes. */
  void willNeed(int from, int count) {
    file.willNeed(from, Math.min(count, end - from));
  }

  boolean isResident(int from, int count) {
    return file.isResident(from, Math.min(count, end - from));
  }

  void force(int from, int to) {
    file.force(from, to - from);
  }

  @Override
  public void close() {
    file.close();
  }
}
