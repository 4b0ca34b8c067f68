package dev.stator.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of the header of one file of a commit log; integers are little-endian. Batches follow it.
 *
 * <pre>
 * | offset | size | field                                                     |
 * |-------:|-----:|-----------------------------------------------------------|
 * |      0 |    8 | magic, "STATOR" and two zeros                             |
 * |      8 |    8 | name of the format, "commands"                            |
 * |     16 |    4 | version of the format                                     |
 * |     20 |    4 | CRC32C of everything else in the header                   |
 * |     24 |    8 | id of the log, random, the same in all its files          |
 * |     32 |    8 | epoch in which this life of the file began                |
 * |     40 |    8 | sequence number of this life; the file is named after it  |
 * |     48 |    8 | index of the first command                                |
 * |     56 |    8 | length of the file                                        |
 * </pre>
 */
final class LogFileDescriptor {
  static final byte[] MAGIC = "STATOR\0\0".getBytes(US_ASCII);
  static final byte[] FORMAT = "commands".getBytes(US_ASCII);
  static final int VERSION = 1;

  static final int MAGIC_OFFSET = 0;
  static final int FORMAT_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
  static final int VERSION_OFFSET = FORMAT_OFFSET + SIZE_OF_LONG;
  static final int CHECKSUM_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
  static final int LOG_ID_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int EPOCH_OFFSET = LOG_ID_OFFSET + SIZE_OF_LONG;
  static final int SEQUENCE_OFFSET = EPOCH_OFFSET + SIZE_OF_LONG;
  static final int FIRST_INDEX_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
  static final int FILE_LENGTH_OFFSET = FIRST_INDEX_OFFSET + SIZE_OF_LONG;
  static final int HEADER_LENGTH = FILE_LENGTH_OFFSET + SIZE_OF_LONG;

  private LogFileDescriptor() {}
}
