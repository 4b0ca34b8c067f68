package dev.stator.core.segment;

import static org.agrona.BitUtil.SIZE_OF_BYTE;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;

/**
 * Layout of one record in a segment; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                          |
 * |-------:|-----:|----------------------------------------------------------------|
 * |      0 |    4 | length of the record without padding; storing it publishes it, |
 * |        |      | 0 = end of the records                                         |
 * |      4 |    4 | CRC32C of everything after this field, without padding         |
 * |      8 |    1 | type: {@link #PUT}, {@link #TOMBSTONE}, {@link #PREPARE} or    |
 * |        |      | {@link #RESOLVE}                                               |
 * |      9 |    1 | flags: {@link #EXPIRED}, {@link #COPY}, others zero            |
 * |     10 |    2 | length of the key, unsigned                                    |
 * |     12 |    4 | size of the item as DynamoDB counts it                         |
 * |     16 |    8 | sequence number                                                |
 * |     24 |    8 | timestamp, microseconds since the epoch of Unix                |
 * |     32 |    8 | location of the previous record of the key; 0 = none           |
 * |     40 |    k | key                                                            |
 * | 40 + k |    i | item: length - 40 - k bytes                                    |
 * |        |      | zeros up to a multiple of {@link #ALIGNMENT}                   |
 * </pre>
 */
public final class RecordDescriptor {
  /** The item of the record is the value of its key. */
  public static final byte PUT = 1;

  /** The key has no value any more. */
  public static final byte TOMBSTONE = 2;

  /** The key is a participant of a transaction, the item what it shall do when that commits. */
  public static final byte PREPARE = 3;

  /** The transaction of the participant that is the key has committed or aborted. */
  public static final byte RESOLVE = 4;

  public static final byte NO_FLAGS = 0;

  /** Flag of a tombstone: the service removed an item whose time to live was over. */
  public static final byte EXPIRED = 1;

  /**
   * Flag of a record that compaction copied: no change, so nothing that follows changes heeds it.
   */
  public static final byte COPY = 2;

  public static final int MAX_KEY_LENGTH = 0xFFFF;

  /** Far above any item of a client (400 KB), so that only damage or a bug exceeds it. */
  public static final int MAX_ITEM_LENGTH = 16 << 20;

  static final int ALIGNMENT = 8;

  static final int LENGTH_OFFSET = 0;
  static final int CHECKSUM_OFFSET = LENGTH_OFFSET + SIZE_OF_INT;
  static final int TYPE_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int FLAGS_OFFSET = TYPE_OFFSET + SIZE_OF_BYTE;
  static final int KEY_LENGTH_OFFSET = FLAGS_OFFSET + SIZE_OF_BYTE;
  static final int ITEM_SIZE_OFFSET = KEY_LENGTH_OFFSET + SIZE_OF_SHORT;
  static final int SEQUENCE_OFFSET = ITEM_SIZE_OFFSET + SIZE_OF_INT;
  static final int TIMESTAMP_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
  static final int PREVIOUS_OFFSET = TIMESTAMP_OFFSET + SIZE_OF_LONG;
  static final int KEY_OFFSET = PREVIOUS_OFFSET + SIZE_OF_LONG;

  private RecordDescriptor() {}

  /**
   * Whether a record of this type holds something until a later one of its key supersedes it. The
   * others only say so of earlier records: they may go when there are no such records any more.
   */
  public static boolean holds(byte type) {
    return type == PUT || type == PREPARE;
  }

  /** The type of the record at an offset of a segment. */
  public static byte typeAt(DirectBuffer segment, int offset) {
    return segment.getByte(offset + TYPE_OFFSET);
  }

  /** What a record takes in a segment, padding included. */
  public static int alignedLength(int keyLength, int itemLength) {
    return align(KEY_OFFSET + keyLength + itemLength);
  }

  /** What a record of this length takes in a segment. */
  public static int align(int length) {
    return BitUtil.align(length, ALIGNMENT);
  }
}
