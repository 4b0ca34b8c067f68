package dev.stator.core.journal;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import org.agrona.BitUtil;

/**
 * Layout of one batch in a file of a commit log; integers are little-endian. The batch is the unit
 * of force: recovery takes it as a whole or not at all.
 *
 * <pre>
 * | offset | size | field                                                              |
 * |-------:|-----:|--------------------------------------------------------------------|
 * |      0 |    4 | magic, "BTCH"                                                      |
 * |      4 |    4 | length of the batch with this header, a multiple of 8              |
 * |      8 |    4 | CRC32C of everything after this field                              |
 * |     12 |    4 | number of commands, at least 1                                     |
 * |     16 |    8 | index of the first command                                         |
 * |     24 |    8 | epoch in which it was appended                                     |
 * |     32 |    8 | salt of the file's life: id of the log + sequence number           |
 * |     40 |    8 | index of the last command known to be durable when it was written  |
 * |     48 |    n | commands: int32 length, bytes, zeros up to a multiple of 8         |
 * </pre>
 *
 * <p>The salt keeps what an earlier life of a recycled file left from being taken for new. The
 * durable index tells a torn tail, which nobody was promised, from damage to what was forced.
 */
final class BatchDescriptor {
  static final int MAGIC = 'B' | 'T' << 8 | 'C' << 16 | 'H' << 24;
  static final int ALIGNMENT = 8;

  static final int MAGIC_OFFSET = 0;
  static final int LENGTH_OFFSET = MAGIC_OFFSET + SIZE_OF_INT;
  static final int CHECKSUM_OFFSET = LENGTH_OFFSET + SIZE_OF_INT;
  static final int COUNT_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int FIRST_INDEX_OFFSET = COUNT_OFFSET + SIZE_OF_INT;
  static final int EPOCH_OFFSET = FIRST_INDEX_OFFSET + SIZE_OF_LONG;
  static final int SALT_OFFSET = EPOCH_OFFSET + SIZE_OF_LONG;
  static final int DURABLE_INDEX_OFFSET = SALT_OFFSET + SIZE_OF_LONG;
  static final int HEADER_LENGTH = DURABLE_INDEX_OFFSET + SIZE_OF_LONG;
  static final int COMMAND_HEADER_LENGTH = SIZE_OF_INT;

  private BatchDescriptor() {}

  /** Bytes that a command of this length takes in a batch. */
  static int alignedLength(int commandLength) {
    return BitUtil.align(COMMAND_HEADER_LENGTH + commandLength, ALIGNMENT);
  }
}
