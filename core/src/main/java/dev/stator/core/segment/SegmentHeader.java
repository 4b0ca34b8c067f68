package dev.stator.core.segment;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the header of a segment says ({@link SegmentDescriptor}) beside its own number and length.
 *
 * @param nextLength 0 when it is not known, see {@link SegmentLengths}
 */
record SegmentHeader(
    long partitionId, long epoch, long firstSequence, int previousEnd, int nextLength) {

  /** False for a file that was created and never used. */
  static boolean isWritten(Segment segment) {
    return segment.length() >= SegmentDescriptor.HEADER_LENGTH
        && segment.buffer().getInt(SegmentDescriptor.MAGIC_OFFSET, LITTLE_ENDIAN) != 0;
  }

  /** What is wrong with the header of a segment of this partition; null: nothing. */
  static @Nullable String findDamage(Segment segment, long partitionId) {
    UnsafeBuffer buffer = segment.buffer();
    if (segment.length() < SegmentDescriptor.HEADER_LENGTH) {
      return "fileLength=" + segment.length() + " is shorter than the header";
    }
    int magic = buffer.getInt(SegmentDescriptor.MAGIC_OFFSET, LITTLE_ENDIAN);
    if (magic != SegmentDescriptor.MAGIC) {
      return differs("Magic", hex(SegmentDescriptor.MAGIC), hex(magic));
    }
    int storedChecksum = buffer.getInt(SegmentDescriptor.CHECKSUM_OFFSET, LITTLE_ENDIAN);
    int foundChecksum = segment.headerChecksum();
    if (storedChecksum != foundChecksum) {
      return differs("Crc", hex(storedChecksum), hex(foundChecksum));
    }
    long format = buffer.getLong(SegmentDescriptor.FORMAT_NAME_OFFSET, LITTLE_ENDIAN);
    if (format != SegmentDescriptor.FORMAT_NAME) {
      return differs("Format", SegmentDescriptor.FORMAT_NAME, format);
    }
    int version = buffer.getInt(SegmentDescriptor.FORMAT_VERSION_OFFSET, LITTLE_ENDIAN);
    if (version < SegmentDescriptor.FIRST_FORMAT_VERSION
        || version > SegmentDescriptor.FORMAT_VERSION) {
      return differs("Version", SegmentDescriptor.FORMAT_VERSION, version);
    }
    long owner = buffer.getLong(SegmentDescriptor.PARTITION_ID_OFFSET, LITTLE_ENDIAN);
    if (owner != partitionId) {
      return differs("Partition", partitionId, owner);
    }
    int number = buffer.getInt(SegmentDescriptor.NUMBER_OFFSET, LITTLE_ENDIAN);
    if (number != segment.number()) {
      return differs("Number", segment.number(), number);
    }
    int fileLength = buffer.getInt(SegmentDescriptor.FILE_LENGTH_OFFSET, LITTLE_ENDIAN);
    if (fileLength != segment.length()) {
      return differs("FileLength", fileLength, segment.length());
    }
    return null;
  }

  /** Reads a header without damage. */
  static SegmentHeader read(Segment segment) {
    UnsafeBuffer buffer = segment.buffer();
    return new SegmentHeader(
        buffer.getLong(SegmentDescriptor.PARTITION_ID_OFFSET, LITTLE_ENDIAN),
        buffer.getLong(SegmentDescriptor.EPOCH_OFFSET, LITTLE_ENDIAN),
        buffer.getLong(SegmentDescriptor.FIRST_SEQUENCE_OFFSET, LITTLE_ENDIAN),
        buffer.getInt(SegmentDescriptor.PREVIOUS_END_OFFSET, LITTLE_ENDIAN),
        buffer.getInt(SegmentDescriptor.NEXT_LENGTH_OFFSET, LITTLE_ENDIAN));
  }

  void write(Segment segment) {
    UnsafeBuffer buffer = segment.buffer();
    buffer.putLong(
        SegmentDescriptor.FORMAT_NAME_OFFSET, SegmentDescriptor.FORMAT_NAME, LITTLE_ENDIAN);
    buffer.putInt(
        SegmentDescriptor.FORMAT_VERSION_OFFSET, SegmentDescriptor.FORMAT_VERSION, LITTLE_ENDIAN);
    buffer.putLong(SegmentDescriptor.PARTITION_ID_OFFSET, partitionId, LITTLE_ENDIAN);
    buffer.putLong(SegmentDescriptor.EPOCH_OFFSET, epoch, LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.NUMBER_OFFSET, segment.number(), LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.FILE_LENGTH_OFFSET, segment.length(), LITTLE_ENDIAN);
    buffer.putLong(SegmentDescriptor.FIRST_SEQUENCE_OFFSET, firstSequence, LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.PREVIOUS_END_OFFSET, previousEnd, LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.NEXT_LENGTH_OFFSET, nextLength, LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.RESERVED_OFFSET, 0, LITTLE_ENDIAN);
    buffer.putInt(SegmentDescriptor.CHECKSUM_OFFSET, segment.headerChecksum(), LITTLE_ENDIAN);
    segment.publish(SegmentDescriptor.MAGIC_OFFSET, SegmentDescriptor.MAGIC);
  }

  private static String differs(String what, Object expected, Object found) {
    return "header: expected" + what + "=" + expected + ", actual" + what + "=" + found;
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }
}
