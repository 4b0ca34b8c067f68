package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.FLAGS_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.ITEM_SIZE_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.KEY_LENGTH_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.KEY_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.LENGTH_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.PREVIOUS_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.SEQUENCE_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.TIMESTAMP_OFFSET;
import static dev.stator.core.segment.RecordDescriptor.TYPE_OFFSET;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A reusable window on one record in its segment. What it shows stays valid until the log is closed
 * or the segment removed, even after the view has moved on. Reads allocate nothing and check no
 * checksum ({@link SegmentLog#verify} does).
 */
public final class RecordView {
  private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[KEY_OFFSET]);

  private DirectBuffer buffer = NOTHING;
  private int offset;
  private long location;

  /** Shows the record at an offset of a segment. */
  public RecordView wrap(DirectBuffer segment, int recordOffset, long recordLocation) {
    buffer = segment;
    offset = recordOffset;
    location = recordLocation;
    return this;
  }

  /** Where the record is; 0 before the first read. */
  public long location() {
    return location;
  }

  /** One of the types in {@link RecordDescriptor}. */
  public byte type() {
    return buffer.getByte(offset + TYPE_OFFSET);
  }

  /** The flags in {@link RecordDescriptor}. */
  public byte flags() {
    return buffer.getByte(offset + FLAGS_OFFSET);
  }

  /** Whether the record has a flag of those in {@link RecordDescriptor}. */
  public boolean has(byte flag) {
    return (flags() & flag) != 0;
  }

  public long sequence() {
    return buffer.getLong(offset + SEQUENCE_OFFSET, LITTLE_ENDIAN);
  }

  public long timestampMicros() {
    return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
  }

  /** The location of the previous record of the key; 0 = none. */
  public long previous() {
    return buffer.getLong(offset + PREVIOUS_OFFSET, LITTLE_ENDIAN);
  }

  /** The size of the item as DynamoDB counts it. */
  public int itemSize() {
    return buffer.getInt(offset + ITEM_SIZE_OFFSET, LITTLE_ENDIAN);
  }

  /** The memory that holds the key and the item. */
  public DirectBuffer buffer() {
    return buffer;
  }

  public int keyOffset() {
    return offset + KEY_OFFSET;
  }

  public int keyLength() {
    return buffer.getShort(offset + KEY_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
  }

  public int itemOffset() {
    return offset + KEY_OFFSET + keyLength();
  }

  public int itemLength() {
    return length() - KEY_OFFSET - keyLength();
  }

  /** The length of the record without padding. */
  public int length() {
    return buffer.getInt(offset + LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  int offset() {
    return offset;
  }
}
