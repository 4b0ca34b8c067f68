package dev.stator.core.summary;

import static dev.stator.core.summary.SummaryDescriptor.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_INT;

import dev.stator.core.segment.Location;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The summary of one segment ({@link SummaryDescriptor}), read in place. Its keys are visited in
 * their order by {@link #next}; allocates nothing per key.
 */
public final class Summary {
  private final UnsafeBuffer buffer;
  private int visited;
  private int entry;
  private int nextEntry = HEADER_LENGTH;

  Summary(byte[] bytes) {
    this.buffer = new UnsafeBuffer(bytes);
  }

  /** What is wrong with the summary of this segment; null: nothing. */
  @Nullable String findDamage(long partition, int segment, int end) {
    if (buffer.capacity() < HEADER_LENGTH || buffer.getLong(MAGIC_OFFSET, LITTLE_ENDIAN) != MAGIC) {
      return "no summary";
    }
    int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version != VERSION) {
      return "expectedVersion=" + VERSION + ", actualVersion=" + version;
    }
    int stored = buffer.getInt(CHECKSUM_OFFSET, LITTLE_ENDIAN);
    int actual = checksum(buffer);
    if (stored != actual) {
      return String.format("expectedCrc=0x%08x, actualCrc=0x%08x", stored, actual);
    }
    if (buffer.getLong(PARTITION_OFFSET, LITTLE_ENDIAN) != partition
        || buffer.getInt(SEGMENT_OFFSET, LITTLE_ENDIAN) != segment
        || buffer.getInt(END_OFFSET, LITTLE_ENDIAN) != end) {
      return "the summary of another segment";
    }
    return null;
  }

  static int checksum(DirectBuffer summary) {
    CRC32C crc = new CRC32C();
    byte[] bytes = summary.byteArray();
    crc.update(bytes, PARTITION_OFFSET, summary.capacity() - PARTITION_OFFSET);
    return (int) crc.getValue();
  }

  public int segment() {
    return buffer.getInt(SEGMENT_OFFSET, LITTLE_ENDIAN);
  }

  /** Number of puts of the segment that a later record of the segment supersedes. */
  public int superseded() {
    return buffer.getInt(SUPERSEDED_OFFSET, LITTLE_ENDIAN);
  }

  /** Bytes of tombstones and resolves, padding included. */
  public int noteBytes() {
    return buffer.getInt(NOTE_BYTES_OFFSET, LITTLE_ENDIAN);
  }

  /** Number of different keys of the puts and tombstones of the segment. */
  public int keys() {
    return buffer.getInt(KEYS_OFFSET, LITTLE_ENDIAN);
  }

  /** Before the first key again. */
  public void rewind() {
    visited = 0;
    nextEntry = HEADER_LENGTH;
  }

  /** To the next key; false when there is none. */
  public boolean next() {
    if (visited == keys()) {
      return false;
    }
    visited++;
    entry = nextEntry;
    nextEntry = entry + KEY_OFFSET + keyLength();
    return true;
  }

  /** Where the last record of the key in the segment is. */
  public long location() {
    return Location.of(segment(), buffer.getInt(entry + RECORD_OFFSET, LITTLE_ENDIAN));
  }

  /** The length of that record. */
  public int recordLength() {
    return buffer.getInt(entry + LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  /** The size of its item as DynamoDB counts it. */
  public int itemSize() {
    return buffer.getInt(entry + ITEM_SIZE_OFFSET, LITTLE_ENDIAN);
  }

  /** Its type: put or tombstone. */
  public byte type() {
    return buffer.getByte(entry + TYPE_OFFSET);
  }

  public DirectBuffer keyBuffer() {
    return buffer;
  }

  public int keyOffset() {
    return entry + KEY_OFFSET;
  }

  public int keyLength() {
    return buffer.getShort(entry + KEY_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
  }

  /** Where the prepares and resolves of the segment are, ascending. */
  public long[] steps() {
    int count = buffer.getInt(STEPS_OFFSET, LITTLE_ENDIAN);
    int start = buffer.capacity() - count * SIZE_OF_INT;
    long[] locations = new long[count];
    for (int i = 0; i < count; i++) {
      locations[i] = Location.of(segment(), buffer.getInt(start + i * SIZE_OF_INT, LITTLE_ENDIAN));
    }
    return locations;
  }

  byte[] bytes() {
    return buffer.byteArray();
  }
}
