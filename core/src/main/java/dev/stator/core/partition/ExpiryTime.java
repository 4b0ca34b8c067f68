package dev.stator.core.partition;

import static dev.stator.core.codec.ValueDescriptor.NUMBER;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.CommandView;
import dev.stator.core.number.DecimalCodec;
import dev.stator.core.segment.RecordView;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/**
 * When an item expires: at the second since the epoch that is the value of an attribute, if that is
 * a number above 0. A time five years gone is taken for another kind of number, as the service
 * does.
 */
final class ExpiryTime {
  /** The item does not expire. */
  static final long NEVER = 0;

  private static final long OLDEST_S = TimeUnit.DAYS.toSeconds(5 * 365);

  private ExpiryTime() {}

  /** The second at which the item expires by this attribute, or {@link #NEVER}. */
  static long of(DirectBuffer item, int offset, int length, byte[] attribute) {
    return seconds(item, ItemScanner.find(item, offset, length, attribute));
  }

  /** Whether the item has expired by what an EXPIRE command says. */
  static boolean isOver(RecordView item, CommandView command) {
    int value =
        ItemScanner.find(
            item.buffer(),
            item.itemOffset(),
            item.itemLength(),
            command.buffer(),
            command.expiryAttributeOffset(),
            command.expiryAttributeLength());
    long seconds = seconds(item.buffer(), value);
    return seconds >= earliest(command.cutoff()) && seconds <= command.cutoff();
  }

  /** The first second that has expired by the cutoff and is not too long ago. */
  static long earliest(long cutoff) {
    return Math.max(NEVER + 1, cutoff - OLDEST_S);
  }

  private static long seconds(DirectBuffer item, int value) {
    return value < 0 || ValueScanner.tag(item, value) != NUMBER
        ? NEVER
        : Math.max(NEVER, DecimalCodec.wholePart(item, ValueScanner.payloadOffset(item, value)));
  }
}
