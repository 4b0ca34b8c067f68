package dev.stator.core.command;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_LONG;
import static org.agrona.BitUtil.SIZE_OF_SHORT;

import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Names one participant of a transaction: the key of PREPARE, COMMIT and ABORT commands and of the
 * records they leave.
 *
 * <pre>
 * | offset | size | field                                                                  |
 * |-------:|-----:|------------------------------------------------------------------------|
 * |      0 |   16 | id of the transaction, random, big-endian                              |
 * |     16 |    2 | number of the participant in the transaction, little-endian            |
 * </pre>
 *
 * @param high the upper half of the transaction's id
 * @param low the lower half of the transaction's id
 * @param number from 0; a partition may be several participants of one transaction
 */
public record ParticipantKey(long high, long low, int number) {
  static final int HIGH_OFFSET = 0;
  static final int LOW_OFFSET = HIGH_OFFSET + SIZE_OF_LONG;
  static final int NUMBER_OFFSET = LOW_OFFSET + SIZE_OF_LONG;
  public static final int LENGTH = NUMBER_OFFSET + SIZE_OF_SHORT;

  private static final HexFormat HEX = HexFormat.of();

  public void put(MutableDirectBuffer buffer, int offset) {
    buffer.putLong(offset + HIGH_OFFSET, high, BIG_ENDIAN);
    buffer.putLong(offset + LOW_OFFSET, low, BIG_ENDIAN);
    buffer.putShort(offset + NUMBER_OFFSET, (short) number, LITTLE_ENDIAN);
  }

  public static ParticipantKey get(DirectBuffer buffer, int offset) {
    return new ParticipantKey(
        buffer.getLong(offset + HIGH_OFFSET, BIG_ENDIAN),
        buffer.getLong(offset + LOW_OFFSET, BIG_ENDIAN),
        buffer.getShort(offset + NUMBER_OFFSET, LITTLE_ENDIAN));
  }

  /** The id of the transaction, 32 hexadecimal digits. */
  public String transaction() {
    return HEX.toHexDigits(high) + HEX.toHexDigits(low);
  }
}
