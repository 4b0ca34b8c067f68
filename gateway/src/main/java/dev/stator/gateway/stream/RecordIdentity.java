package dev.stator.gateway.stream;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.partition.ChangeReader;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The sequence numbers and event ids of the records in one shard.
 *
 * <p>A sequence number has 30 digits: a 1, the location of the record in 19 digits, and 10 digits
 * of a seal. So numbers ascend with the locations, and none can be made up.
 */
final class RecordIdentity {
  private static final byte PURPOSE = 'R';
  private static final int LOCATION_START = 1;
  private static final int SEAL_START = LOCATION_START + 19;
  private static final int LENGTH = SEAL_START + 10;
  private static final long SEAL_RANGE = 10_000_000_000L;
  private static final int EVENT_ID_LENGTH = 16;

  private final StreamSeal seal;
  private final long partition;
  private final ByteBuffer content = ByteBuffer.allocate(1 + 2 * Long.BYTES);

  RecordIdentity(ChangeStream stream, long partition) {
    this.seal = new StreamSeal(stream);
    this.partition = partition;
  }

  /**
   * The names of one record.
   *
   * @param eventId unique among all records of all streams
   */
  record Names(String sequenceNumber, String eventId) {}

  Names of(long location) {
    byte[] sealed = seal(location);
    return new Names(
        sequenceNumber(location, sealed), HexFormat.of().formatHex(sealed, 0, EVENT_ID_LENGTH));
  }

  String sequenceNumber(long location) {
    return sequenceNumber(location, seal(location));
  }

  /**
   * The location that a sequence number tells.
   *
   * @throws RequestException when it is not one of this shard
   */
  long locationOf(String sequenceNumber) {
    if (sequenceNumber.length() == LENGTH && isDecimal(sequenceNumber)) {
      long location = location(sequenceNumber);
      if (location >= 0 && sequenceNumber(location).equals(sequenceNumber)) {
        return location;
      }
    }
    throw RequestException.validation(ChangeReader.NO_SUCH_CHANGE);
  }

  private static boolean isDecimal(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long location(String sequenceNumber) {
    try {
      return Long.parseLong(sequenceNumber, LOCATION_START, SEAL_START, 10);
    } catch (NumberFormatException tooLarge) {
      return -1;
    }
  }

  private static String sequenceNumber(long location, byte[] sealed) {
    long digits =
        Long.remainderUnsigned(ByteBuffer.wrap(sealed).getLong(EVENT_ID_LENGTH), SEAL_RANGE);
    return "1%019d%010d".formatted(location, digits);
  }

  private byte[] seal(long location) {
    content.clear().put(PURPOSE).putLong(partition).putLong(location).flip();
    return seal.of(content);
  }
}
