package dev.stator.core.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import dev.stator.core.error.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Which log a directory holds and how often it was opened: the small file {@code identity},
 * replaced at every opening. Integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                    |
 * |-------:|-----:|------------------------------------------|
 * |      0 |    8 | magic, "STATOR" and two zeros            |
 * |      8 |    8 | name of the format, "cmdlogid"           |
 * |     16 |    4 | version of the format                    |
 * |     20 |    4 | CRC32C of everything else                |
 * |     24 |    8 | id of the log                            |
 * |     32 |    8 | epoch of the last opening                |
 * </pre>
 */
record LogIdentity(long logId, long epoch) {
  static final String FILE_NAME = "identity";

  private static final byte[] FORMAT = "cmdlogid".getBytes(US_ASCII);
  private static final int VERSION = 1;
  private static final int FORMAT_OFFSET = LogFileDescriptor.MAGIC.length;
  private static final int VERSION_OFFSET = FORMAT_OFFSET + FORMAT.length;
  private static final int CHECKSUM_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
  private static final int LOG_ID_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  private static final int EPOCH_OFFSET = LOG_ID_OFFSET + SIZE_OF_LONG;
  private static final int LENGTH = EPOCH_OFFSET + SIZE_OF_LONG;

  LogIdentity nextEpoch() {
    return new LogIdentity(logId, epoch + 1);
  }

  byte[] encode() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH).order(LITTLE_ENDIAN);
    bytes.put(0, LogFileDescriptor.MAGIC);
    bytes.put(FORMAT_OFFSET, FORMAT);
    bytes.putInt(VERSION_OFFSET, VERSION);
    bytes.putLong(LOG_ID_OFFSET, logId);
    bytes.putLong(EPOCH_OFFSET, epoch);
    bytes.putInt(CHECKSUM_OFFSET, checksum(bytes));
    return bytes.array();
  }

  static LogIdentity decode(Path path, byte[] contents) {
    ByteBuffer bytes = ByteBuffer.wrap(contents).order(LITTLE_ENDIAN);
    if (contents.length != LENGTH
        || !bytes.slice(0, FORMAT_OFFSET).equals(ByteBuffer.wrap(LogFileDescriptor.MAGIC))
        || !bytes.slice(FORMAT_OFFSET, FORMAT.length).equals(ByteBuffer.wrap(FORMAT))) {
      throw new StorageException("not the identity of a commit log: file=" + path);
    }
    int expected = bytes.getInt(CHECKSUM_OFFSET);
    int actual = checksum(bytes);
    int version = bytes.getInt(VERSION_OFFSET);
    if (expected != actual || version != VERSION) {
      throw new StorageException(
          "corrupt identity of a commit log: file=%s, expectedCrc=%08x, actualCrc=%08x, version=%d"
              .formatted(path, expected, actual, version));
    }
    return new LogIdentity(bytes.getLong(LOG_ID_OFFSET), bytes.getLong(EPOCH_OFFSET));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CHECKSUM_OFFSET));
    crc.update(bytes.slice(LOG_ID_OFFSET, LENGTH - LOG_ID_OFFSET));
    return (int) crc.getValue();
  }
}
