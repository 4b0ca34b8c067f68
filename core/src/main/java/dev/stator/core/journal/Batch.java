package dev.stator.core.journal;

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

import dev.stator.core.file.LargeMemory;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A buffer in which one batch is filled, sealed, written and delivered, again and again. */
final class Batch {
  /** Takes nothing. */
  static final Batch NONE = new Batch(0, HEADER_LENGTH);

  private final int target;
  private final ByteBuffer bytes;
  private final UnsafeBuffer buffer;
  private final BatchView view;
  private int length = HEADER_LENGTH;
  private int count;
  private CommitListener.@Nullable Failure failure;
  private long takenNs;
  private long committedNs;

  /**
   * A batch that is not filled beyond {@code target} bytes, unless its first command is longer;
   * never beyond {@code capacity}.
   */
  Batch(int target, int capacity) {
    this.target = Math.min(target, capacity);
    this.bytes = LargeMemory.zeros(capacity, Arena.ofAuto());
    this.buffer = new UnsafeBuffer(bytes);
    this.view = new BatchView(bytes);
  }

  /** A batch that takes every command up to this length, sized by the configuration. */
  static Batch forCommands(CommitLogConfig config, int maxCommandLength) {
    int longest = HEADER_LENGTH + BatchDescriptor.alignedLength(maxCommandLength);
    int room = config.fileLength() - LogFileDescriptor.HEADER_LENGTH;
    return new Batch(config.batchLength(), Math.min(room, Math.max(config.batchLength(), longest)));
  }

  /** The longest command that fits into a batch that fits into a file. */
  static int maxCommandLength(CommitLogConfig config) {
    return config.fileLength()
        - LogFileDescriptor.HEADER_LENGTH
        - HEADER_LENGTH
        - COMMAND_HEADER_LENGTH;
  }

  /** Copies the command to the end; false, and nothing, when it belongs into the next batch. */
  boolean add(DirectBuffer command, int offset, int commandLength) {
    int end = length + BatchDescriptor.alignedLength(commandLength);
    if (end > (count == 0 ? buffer.capacity() : target)) {
      return false;
    }
    buffer.putLong(end - Long.BYTES, 0);
    buffer.putInt(length, commandLength, LITTLE_ENDIAN);
    buffer.putBytes(length + COMMAND_HEADER_LENGTH, command, offset, commandLength);
    length = end;
    count++;
    return true;
  }

  /** Writes the header. */
  void seal(long firstIndex, long epoch, long salt, long durableIndex) {
    buffer.putInt(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
    buffer.putInt(LENGTH_OFFSET, length, LITTLE_ENDIAN);
    buffer.putInt(COUNT_OFFSET, count, LITTLE_ENDIAN);
    buffer.putLong(FIRST_INDEX_OFFSET, firstIndex, LITTLE_ENDIAN);
    buffer.putLong(EPOCH_OFFSET, epoch, LITTLE_ENDIAN);
    buffer.putLong(SALT_OFFSET, salt, LITTLE_ENDIAN);
    buffer.putLong(DURABLE_INDEX_OFFSET, durableIndex, LITTLE_ENDIAN);
    buffer.putInt(CHECKSUM_OFFSET, view.checksum(0, length), LITTLE_ENDIAN);
  }

  /** The bytes of the sealed batch. */
  ByteBuffer bytes() {
    return bytes.clear().limit(length);
  }

  int length() {
    return length;
  }

  int count() {
    return count;
  }

  /** Notes when its commands were taken from the ring. */
  void taken(long ns) {
    takenNs = ns;
  }

  /** Notes when it became durable. */
  void committed(long ns) {
    committedNs = ns;
  }

  long takenNs() {
    return takenNs;
  }

  long committedNs() {
    return committedNs;
  }

  /** Marks the batch as one that is not committed. */
  void fail(CommitListener.Failure newFailure) {
    failure = newFailure;
  }

  boolean isFailed() {
    return failure != null;
  }

  long lastIndex() {
    return view.lastIndex(0);
  }

  /** Hands the commands to the listener, committed or failed; returns how many. */
  int deliver(CommitListener listener) {
    return failure == null ? view.deliver(0, 0, listener) : view.fail(length, failure, listener);
  }

  void clear() {
    length = HEADER_LENGTH;
    count = 0;
    failure = null;
  }
}
