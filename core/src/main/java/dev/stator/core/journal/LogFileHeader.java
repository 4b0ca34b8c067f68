package dev.stator.core.journal;

import static dev.stator.core.journal.LogFileDescriptor.CHECKSUM_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.EPOCH_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.FILE_LENGTH_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.FIRST_INDEX_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.FORMAT;
import static dev.stator.core.journal.LogFileDescriptor.FORMAT_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.HEADER_LENGTH;
import static dev.stator.core.journal.LogFileDescriptor.LOG_ID_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.MAGIC;
import static dev.stator.core.journal.LogFileDescriptor.MAGIC_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.SEQUENCE_OFFSET;
import static dev.stator.core.journal.LogFileDescriptor.VERSION;
import static dev.stator.core.journal.LogFileDescriptor.VERSION_OFFSET;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What the header of one file of a commit log says; see {@link LogFileDescriptor}. */
record LogFileHeader(long logId, long epoch, long sequence, long firstIndex, long fileLength) {

  /** What is found where a header should be. */
  sealed interface Reading {
    record Valid(LogFileHeader header) implements Reading {}

    /** Zeros: the file was allocated and never used. */
    record Blank() implements Reading {}

    /** No header, or one that was not written as a whole. */
    record Damaged(String reason) implements Reading {}

    /** A whole header of something else, or of another version. */
    record Foreign(String reason) implements Reading {}
  }

  /** Distinguishes this life of the file from others of it, and from files of other logs. */
  long salt() {
    return salt(logId, sequence);
  }

  static long salt(long logId, long sequence) {
    return logId + sequence;
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH).order(LITTLE_ENDIAN);
    bytes.put(MAGIC_OFFSET, MAGIC);
    bytes.put(FORMAT_OFFSET, FORMAT);
    bytes.putInt(VERSION_OFFSET, VERSION);
    bytes.putLong(LOG_ID_OFFSET, logId);
    bytes.putLong(EPOCH_OFFSET, epoch);
    bytes.putLong(SEQUENCE_OFFSET, sequence);
    bytes.putLong(FIRST_INDEX_OFFSET, firstIndex);
    bytes.putLong(FILE_LENGTH_OFFSET, fileLength);
    bytes.putInt(CHECKSUM_OFFSET, checksum(bytes));
    return bytes;
  }

  /** Reads the first {@link LogFileDescriptor#HEADER_LENGTH} bytes of the buffer. */
  static Reading decode(ByteBuffer source) {
    ByteBuffer bytes = source.slice(0, HEADER_LENGTH).order(LITTLE_ENDIAN);
    if (isBlank(bytes)) {
      return new Reading.Blank();
    }
    if (!bytes.slice(MAGIC_OFFSET, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
      return new Reading.Damaged("not a file of Stator");
    }
    int expected = bytes.getInt(CHECKSUM_OFFSET);
    int actual = checksum(bytes);
    if (expected != actual) {
      return new Reading.Damaged(
          "header: expectedCrc=%08x, actualCrc=%08x".formatted(expected, actual));
    }
    if (!bytes.slice(FORMAT_OFFSET, FORMAT.length).equals(ByteBuffer.wrap(FORMAT))) {
      return new Reading.Foreign("another format than commands");
    }
    if (bytes.getInt(VERSION_OFFSET) != VERSION) {
      return new Reading.Foreign(
          "header: expectedVersion=%d, actualVersion=%d"
              .formatted(VERSION, bytes.getInt(VERSION_OFFSET)));
    }
    return new Reading.Valid(
        new LogFileHeader(
            bytes.getLong(LOG_ID_OFFSET),
            bytes.getLong(EPOCH_OFFSET),
            bytes.getLong(SEQUENCE_OFFSET),
            bytes.getLong(FIRST_INDEX_OFFSET),
            bytes.getLong(FILE_LENGTH_OFFSET)));
  }

  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, CHECKSUM_OFFSET));
    crc.update(bytes.slice(LOG_ID_OFFSET, HEADER_LENGTH - LOG_ID_OFFSET));
    return (int) crc.getValue();
  }

  private static boolean isBlank(ByteBuffer bytes) {
    for (int i = 0; i < HEADER_LENGTH; i++) {
      if (bytes.get(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
