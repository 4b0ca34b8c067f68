package dev.stator.core.summary;

import static dev.stator.core.summary.SummaryDescriptor.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_INT;

import dev.stator.core.error.StorageException;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.RecordVisitor;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Makes the summary of a segment from its records, which it is given in their order. An index on an
 * arena of the caller sorts the keys.
 */
public final class SummaryBuilder implements RecordVisitor, AutoCloseable {
  private final OrderedIndex offsets;
  private final IntArrayList steps = new IntArrayList();
  private DirectBuffer records = new UnsafeBuffer(0, 0);
  private long keyBytes;
  private int superseded;
  private int noteBytes;

  public SummaryBuilder(PageArena arena) {
    this.offsets = new OrderedIndex(arena);
  }

  @Override
  public void onRecord(long location, RecordView record) {
    records = record.buffer();
    int offset = Location.offset(location);
    switch (record.type()) {
      case RecordDescriptor.PUT, RecordDescriptor.TOMBSTONE -> addKey(record, offset);
      case RecordDescriptor.PREPARE, RecordDescriptor.RESOLVE -> steps.addInt(offset);
      default -> throw new StorageException("record of unknown type " + record.type());
    }
    if (!RecordDescriptor.holds(record.type())) {
      noteBytes += RecordDescriptor.align(record.length());
    }
  }

  private void addKey(RecordView record, int offset) {
    long previous = offsets.put(record.buffer(), record.keyOffset(), record.keyLength(), offset);
    if (previous == OrderedIndex.NONE) {
      keyBytes += record.keyLength();
    } else if (RecordDescriptor.typeAt(record.buffer(), (int) previous) == RecordDescriptor.PUT) {
      superseded++;
    }
  }

  /**
   * The summary of the records given so far; the memory that they are in must still be there.
   *
   * @param end where they end
   */
  public Summary build(long partition, int segment, int end) {
    int keys = Math.toIntExact(offsets.size());
    long length =
        HEADER_LENGTH + (long) keys * KEY_OFFSET + keyBytes + (long) steps.size() * SIZE_OF_INT;
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[Math.toIntExact(length)]);
    buffer.putLong(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
    buffer.putInt(VERSION_OFFSET, VERSION, LITTLE_ENDIAN);
    buffer.putLong(PARTITION_OFFSET, partition, LITTLE_ENDIAN);
    buffer.putInt(SEGMENT_OFFSET, segment, LITTLE_ENDIAN);
    buffer.putInt(END_OFFSET, end, LITTLE_ENDIAN);
    buffer.putInt(SUPERSEDED_OFFSET, superseded, LITTLE_ENDIAN);
    buffer.putInt(NOTE_BYTES_OFFSET, noteBytes, LITTLE_ENDIAN);
    buffer.putInt(KEYS_OFFSET, keys, LITTLE_ENDIAN);
    buffer.putInt(STEPS_OFFSET, steps.size(), LITTLE_ENDIAN);
    putSteps(buffer, putKeys(buffer, HEADER_LENGTH, segment));
    buffer.putInt(CHECKSUM_OFFSET, Summary.checksum(buffer), LITTLE_ENDIAN);
    return new Summary(buffer.byteArray());
  }

  private int putKeys(UnsafeBuffer buffer, int start, int segment) {
    RecordView record = new RecordView();
    IndexCursor cursor = offsets.cursor();
    int position = start;
    for (boolean found = cursor.seekFirst(); found; found = cursor.next()) {
      int offset = (int) cursor.value();
      record.wrap(records, offset, Location.of(segment, offset));
      buffer.putInt(position + RECORD_OFFSET, offset, LITTLE_ENDIAN);
      buffer.putInt(position + LENGTH_OFFSET, record.length(), LITTLE_ENDIAN);
      buffer.putInt(position + ITEM_SIZE_OFFSET, record.itemSize(), LITTLE_ENDIAN);
      buffer.putShort(position + KEY_LENGTH_OFFSET, (short) record.keyLength(), LITTLE_ENDIAN);
      buffer.putByte(position + TYPE_OFFSET, record.type());
      buffer.putBytes(
          position + KEY_OFFSET, record.buffer(), record.keyOffset(), record.keyLength());
      position += KEY_OFFSET + record.keyLength();
    }
    return position;
  }

  private void putSteps(UnsafeBuffer buffer, int start) {
    for (int i = 0; i < steps.size(); i++) {
      buffer.putInt(start + i * SIZE_OF_INT, steps.getInt(i), LITTLE_ENDIAN);
    }
  }

  /** Gives the pages back to the arena. */
  @Override
  public void close() {
    offsets.close();
  }
}
