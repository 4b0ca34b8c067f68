package dev.stator.core.segment;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import dev.stator.core.file.FileNumbers;
import java.nio.charset.StandardCharsets;

/**
 * Layout of the header of a segment file; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                        |
 * |-------:|-----:|--------------------------------------------------------------|
 * |      0 |    4 | magic; storing it publishes the header, 0 = not started      |
 * |      4 |    8 | format name, ASCII, padded with zeros                        |
 * |     12 |    4 | format version, 2; in 1 the length of the next is zero       |
 * |     16 |    8 | partition id                                                 |
 * |     24 |    8 | epoch in which the segment was started                       |
 * |     32 |    4 | segment number, from 1                                       |
 * |     36 |    4 | length of the file                                           |
 * |     40 |    8 | sequence number of the first record                          |
 * |     48 |    4 | where the records of the previous segment end; 0 = no previous |
 * |     52 |    4 | length of the next segment's file if its first record fits; 0 = not known |
 * |     56 |    4 | reserved, zero                                               |
 * |     60 |    4 | CRC32C of everything between the magic and this field         |
 * |     64 |      | records ({@link RecordDescriptor}), then zeros               |
 * </pre>
 *
 * The end of a full segment stands in its successor, so that a page of it that was lost, which
 * reads as zeros, is not taken for its end.
 */
final class SegmentDescriptor {
  static final int MAGIC = 0x54415453; // "STAT" in the file
  static final long FORMAT_NAME = formatName("segment");
  static final int FORMAT_VERSION = 2;

  /** That of segments without the length of the next one, which can be read. */
  static final int FIRST_FORMAT_VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int FORMAT_NAME_OFFSET = MAGIC_OFFSET + SIZE_OF_INT;
  static final int FORMAT_VERSION_OFFSET = FORMAT_NAME_OFFSET + SIZE_OF_LONG;
  static final int PARTITION_ID_OFFSET = FORMAT_VERSION_OFFSET + SIZE_OF_INT;
  static final int EPOCH_OFFSET = PARTITION_ID_OFFSET + SIZE_OF_LONG;
  static final int NUMBER_OFFSET = EPOCH_OFFSET + SIZE_OF_LONG;
  static final int FILE_LENGTH_OFFSET = NUMBER_OFFSET + SIZE_OF_INT;
  static final int FIRST_SEQUENCE_OFFSET = FILE_LENGTH_OFFSET + SIZE_OF_INT;
  static final int PREVIOUS_END_OFFSET = FIRST_SEQUENCE_OFFSET + SIZE_OF_LONG;
  static final int NEXT_LENGTH_OFFSET = PREVIOUS_END_OFFSET + SIZE_OF_INT;
  static final int RESERVED_OFFSET = NEXT_LENGTH_OFFSET + SIZE_OF_INT;
  static final int CHECKSUM_OFFSET = RESERVED_OFFSET + SIZE_OF_INT;
  static final int HEADER_LENGTH = CHECKSUM_OFFSET + SIZE_OF_INT;

  private static final String FILE_SUFFIX = ".segment";
  private static final int FILE_NAME_DIGITS = 20;

  private SegmentDescriptor() {}

  static String fileName(int number) {
    return FileNumbers.decimal(number, FILE_NAME_DIGITS) + FILE_SUFFIX;
  }

  /** The number in the name of a segment file; 0 when the name is not one. */
  static int numberOf(String fileName) {
    if (fileName.length() != FILE_NAME_DIGITS + FILE_SUFFIX.length()
        || !fileName.endsWith(FILE_SUFFIX)) {
      return 0;
    }
    long number = 0;
    for (int i = 0; i < FILE_NAME_DIGITS; i++) {
      int digit = fileName.charAt(i) - '0';
      if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE) {
        return 0;
      }
      number = number * 10 + digit;
    }
    return number > Integer.MAX_VALUE ? 0 : (int) number;
  }

  private static long formatName(String name) {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    long packed = 0;
    for (int i = ascii.length - 1; i >= 0; i--) {
      packed = packed << Byte.SIZE | ascii[i];
    }
    return packed;
  }
}
