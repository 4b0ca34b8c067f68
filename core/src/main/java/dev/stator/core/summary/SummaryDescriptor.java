package dev.stator.core.summary;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

import dev.stator.core.file.FileNumbers;

/**
 * Layout of the summary of a segment; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                              |
 * |-------:|-----:|--------------------------------------------------------------------|
 * |      0 |    8 | magic "STATORSU"                                                   |
 * |      8 |    4 | version, 1                                                         |
 * |     12 |    4 | CRC32C of everything after this field                              |
 * |     16 |    8 | partition id                                                       |
 * |     24 |    4 | segment number                                                     |
 * |     28 |    4 | where the records of the segment end                               |
 * |     32 |    4 | number of puts that a later record of the segment supersedes       |
 * |     36 |    4 | bytes of tombstones and resolves, padding included                 |
 * |     40 |    4 | number of keys                                                     |
 * |     44 |    4 | number of prepares and resolves                                    |
 * |     48 |      | keys, ascending by their unsigned bytes                            |
 * |        |      | offset of each prepare and resolve, ascending, 4 bytes each        |
 *
 * key:
 * |      0 |    4 | offset of its last record in the segment                           |
 * |      4 |    4 | length of that record without padding                              |
 * |      8 |    4 | size of its item as DynamoDB counts it                             |
 * |     12 |    2 | length of the key, unsigned                                        |
 * |     14 |    1 | type of the record: put or tombstone                               |
 * |     15 |    1 | reserved, zero                                                     |
 * |     16 |      | key                                                                |
 * </pre>
 */
public final class SummaryDescriptor {
  static final long MAGIC = 0x5553_524F_5441_5453L; // "STATORSU" in little-endian order
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
  static final int CHECKSUM_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
  static final int PARTITION_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int SEGMENT_OFFSET = PARTITION_OFFSET + SIZE_OF_LONG;
  static final int END_OFFSET = SEGMENT_OFFSET + SIZE_OF_INT;
  static final int SUPERSEDED_OFFSET = END_OFFSET + SIZE_OF_INT;
  static final int NOTE_BYTES_OFFSET = SUPERSEDED_OFFSET + SIZE_OF_INT;
  static final int KEYS_OFFSET = NOTE_BYTES_OFFSET + SIZE_OF_INT;
  static final int STEPS_OFFSET = KEYS_OFFSET + SIZE_OF_INT;
  static final int HEADER_LENGTH = STEPS_OFFSET + SIZE_OF_INT;

  static final int RECORD_OFFSET = 0;
  static final int LENGTH_OFFSET = RECORD_OFFSET + SIZE_OF_INT;
  static final int ITEM_SIZE_OFFSET = LENGTH_OFFSET + SIZE_OF_INT;
  static final int KEY_LENGTH_OFFSET = ITEM_SIZE_OFFSET + SIZE_OF_INT;
  static final int TYPE_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_SHORT;
  static final int RESERVED_OFFSET = TYPE_OFFSET + SIZE_OF_BYTE;
  static final int KEY_OFFSET = RESERVED_OFFSET + SIZE_OF_BYTE;

  private static final String FILE_SUFFIX = ".summary";
  private static final int FILE_NAME_DIGITS = 20;

  private SummaryDescriptor() {}

  public static String fileName(int segment) {
    return FileNumbers.decimal(segment, FILE_NAME_DIGITS) + FILE_SUFFIX;
  }

  /** Whether a file of this name is the summary of some segment. */
  public static boolean isFileName(String name) {
    return name.endsWith(FILE_SUFFIX);
  }
}
