package dev.stator.core.partition;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import org.agrona.DirectBuffer;

/** Checks that an updated item can stand in the indexes of its table. */
final class Guards {
  private Guards() {}

  /**
   * Walks the guards of a command; a guarded attribute that exists must have the type and be fit to
   * be a key.
   */
  static void check(
      DirectBuffer guards, int guardsOffset, int guardsLength, DirectBuffer item, int itemLength) {
    int position = guardsOffset;
    int end = guardsOffset + guardsLength;
    while (position < end) {
      byte tag = guards.getByte(position++);
      int nameLength = Varint.get(guards, position);
      position += Varint.lengthOf(nameLength);
      int value = ItemScanner.find(item, 0, itemLength, guards, position, nameLength);
      position += nameLength;
      if (value >= 0) {
        checkValue(item, value, tag);
      }
    }
  }

  private static void checkValue(DirectBuffer item, int value, byte tag) {
    if (ValueScanner.tag(item, value) != tag) {
      throw RequestException.validation(
          "The update expression attempted to update the secondary index key to unsupported type");
    }
    int size = ValueScanner.payloadLength(item, value);
    if (size == 0) {
      throw RequestException.validation(
          "One or more parameter values are not valid. The update expression attempted to update a"
              + " secondary index key to a value that is not supported. The AttributeValue for a"
              + " key attribute cannot contain an empty "
              + (tag == ValueDescriptor.BINARY ? "binary" : "string")
              + " value.");
    }
    if (size > Limits.MAX_HASH_KEY_SIZE) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size"
              + " limit of2048 bytes");
    }
  }
}
