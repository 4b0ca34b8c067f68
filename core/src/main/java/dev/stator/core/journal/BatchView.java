package dev.stator.core.journal;

import static dev.stator.core.journal.BatchDescriptor.ALIGNMENT;
import static dev.stator.core.journal.BatchDescriptor.CHECKSUM_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.COMMAND_HEADER_LENGTH;
import static dev.stator.core.journal.BatchDescriptor.COUNT_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.DURABLE_INDEX_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.EPOCH_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.FIRST_INDEX_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.HEADER_LENGTH;
import static dev.stator.core.journal.BatchDescriptor.LENGTH_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.MAGIC;
import static dev.stator.core.journal.BatchDescriptor.MAGIC_OFFSET;
import static dev.stator.core.journal.BatchDescriptor.SALT_OFFSET;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Reads batches in place: of a file, or the one of a {@link Batch}. */
final class BatchView {
  static final int BLANK_LENGTH = 1 << 16;

  private static final long BLANK_CHECKSUM = blankChecksum();

  private final ByteBuffer bytes;
  private final UnsafeBuffer buffer;
  private final CRC32C crc = new CRC32C();

  /** Reads what is between 0 and the limit of {@code bytes}. */
  BatchView(ByteBuffer bytes) {
    this.bytes = bytes.duplicate();
    this.buffer = new UnsafeBuffer(bytes, 0, bytes.limit());
  }

  int capacity() {
    return buffer.capacity();
  }

  boolean hasMagic(int position) {
    return position + HEADER_LENGTH <= buffer.capacity()
        && buffer.getInt(position + MAGIC_OFFSET, LITTLE_ENDIAN) == MAGIC;
  }

  /**
   * Whether {@link #BLANK_LENGTH} zeros follow, by their checksum, which the JVM's interpreter has
   * in machine code: most of a file is zeros at a start, and a loop over 32 MiB of them takes 80 ms
   * before it is compiled.
   */
  boolean isBlank(int position) {
    return position + BLANK_LENGTH <= buffer.capacity()
        && buffer.getLong(position) == 0
        && crcOf(position, BLANK_LENGTH) == BLANK_CHECKSUM;
  }

  private static long blankChecksum() {
    CRC32C zeros = new CRC32C();
    zeros.update(new byte[BLANK_LENGTH]);
    return zeros.getValue();
  }

  int length(int position) {
    return buffer.getInt(position + LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  int count(int position) {
    return buffer.getInt(position + COUNT_OFFSET, LITTLE_ENDIAN);
  }

  long firstIndex(int position) {
    return buffer.getLong(position + FIRST_INDEX_OFFSET, LITTLE_ENDIAN);
  }

  long lastIndex(int position) {
    return firstIndex(position) + count(position) - 1;
  }

  long epoch(int position) {
    return buffer.getLong(position + EPOCH_OFFSET, LITTLE_ENDIAN);
  }

  long salt(int position) {
    return buffer.getLong(position + SALT_OFFSET, LITTLE_ENDIAN);
  }

  long durableIndex(int position) {
    return buffer.getLong(position + DURABLE_INDEX_OFFSET, LITTLE_ENDIAN);
  }

  /** Why the bytes at this position, which have the magic, are no whole batch; null if they are. */
  @Nullable String damage(int position) {
    int length = length(position);
    if (length < HEADER_LENGTH + ALIGNMENT
        || length % ALIGNMENT != 0
        || length > buffer.capacity() - position) {
      return "length=" + length;
    }
    int expected = buffer.getInt(position + CHECKSUM_OFFSET, LITTLE_ENDIAN);
    int actual = checksum(position, length);
    if (expected != actual) {
      return "expectedCrc=%08x, actualCrc=%08x".formatted(expected, actual);
    }
    return null;
  }

  int checksum(int position, int length) {
    return (int) crcOf(position + COUNT_OFFSET, length - COUNT_OFFSET);
  }

  private long crcOf(int position, int length) {
    crc.reset();
    bytes.limit(position + length).position(position);
    crc.update(bytes);
    return crc.getValue();
  }

  /** Delivers the commands beyond {@code afterIndex}, then the end of the batch. */
  int deliver(int position, long afterIndex, CommitListener listener) {
    long epoch = epoch(position);
    long lastIndex = lastIndex(position);
    int delivered = 0;
    int next = position + HEADER_LENGTH;
    for (long index = firstIndex(position); index <= lastIndex; index++) {
      int length = commandLength(next);
      if (index > afterIndex) {
        listener.onCommand(epoch, index, buffer, next + COMMAND_HEADER_LENGTH, length);
        delivered++;
      }
      next += BatchDescriptor.alignedLength(length);
    }
    if (delivered > 0) {
      listener.onBatchEnd(epoch, lastIndex);
    }
    return delivered;
  }

  /** Reports all commands between the header and {@code end} as failed. */
  int fail(int end, CommitListener.Failure failure, CommitListener listener) {
    int failed = 0;
    for (int next = HEADER_LENGTH; next < end; failed++) {
      int length = commandLength(next);
      listener.onFailed(failure, buffer, next + COMMAND_HEADER_LENGTH, length);
      next += BatchDescriptor.alignedLength(length);
    }
    return failed;
  }

  private int commandLength(int position) {
    return buffer.getInt(position, LITTLE_ENDIAN);
  }
}
