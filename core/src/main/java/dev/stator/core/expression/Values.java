package dev.stator.core.expression;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.number.DecimalCodec;
import java.util.Base64;
import org.agrona.DirectBuffer;

/** Questions about single encoded values that only expressions ask. */
final class Values {
  private Values() {}

  /** The whole value at an offset. */
  static Slice slice(DirectBuffer buffer, int offset) {
    return new Slice(buffer, offset, ValueScanner.length(buffer, offset));
  }

  static byte tag(Slice value) {
    return ValueScanner.tag(value.buffer(), value.offset());
  }

  static AttributeType type(Slice value) {
    return AttributeType.ofTag(tag(value));
  }

  /** True for the tags whose values have an order. */
  static boolean isOrdered(byte tag) {
    return tag == ValueDescriptor.STRING
        || tag == ValueDescriptor.NUMBER
        || tag == ValueDescriptor.BINARY;
  }

  static boolean isSet(byte tag) {
    return tag == ValueDescriptor.STRING_SET
        || tag == ValueDescriptor.NUMBER_SET
        || tag == ValueDescriptor.BINARY_SET;
  }

  /** The text of a string value. */
  static String string(Slice value) {
    DirectBuffer buffer = value.buffer();
    return buffer.getStringWithoutLengthUtf8(
        ValueScanner.payloadOffset(buffer, value.offset()),
        ValueScanner.payloadLength(buffer, value.offset()));
  }

  /** An ordered value as messages of the service show it: {@code AttributeValue: {N:2}}. */
  static String describe(Slice value) {
    return "AttributeValue: {" + type(value) + ":" + scalarText(value) + "}";
  }

  private static String scalarText(Slice value) {
    DirectBuffer buffer = value.buffer();
    int offset = ValueScanner.payloadOffset(buffer, value.offset());
    return switch (tag(value)) {
      case ValueDescriptor.NUMBER -> {
        byte[] text = new byte[DecimalCodec.MAX_TEXT_LENGTH];
        yield new String(text, 0, DecimalCodec.format(buffer, offset, text, 0), US_ASCII);
      }
      case ValueDescriptor.BINARY -> {
        byte[] bytes = new byte[ValueScanner.payloadLength(buffer, value.offset())];
        buffer.getBytes(offset, bytes);
        yield Base64.getEncoder().encodeToString(bytes);
      }
      default -> string(value);
    };
  }
}
