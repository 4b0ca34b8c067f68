package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import dev.stator.core.number.DecimalCodec;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Holds where the value of one operand is; a computed size is encoded into its own memory. */
final class OperandRegister {
  private static final int MAX_DIGITS = 10;

  private final byte[] digits = new byte[MAX_DIGITS];
  private final MutableDirectBuffer computed =
      new UnsafeBuffer(new byte[Byte.BYTES + Varint.MAX_LENGTH + DecimalCodec.MAX_LENGTH]);
  private DirectBuffer buffer = computed;
  private int offset;

  /** Loads an operand; false when it has no value. Does not allocate. */
  boolean load(Operand operand, DirectBuffer item, int itemOffset, int itemLength) {
    return switch (operand) {
      case PathOperand path -> {
        buffer = item;
        offset = PathFinder.find(path.path(), item, itemOffset, itemLength);
        yield offset != PathFinder.NOT_FOUND;
      }
      case Constant constant -> {
        Slice value = constant.value();
        buffer = value.buffer();
        offset = value.offset();
        yield true;
      }
      case SizeOf size ->
          load(size.operand(), item, itemOffset, itemLength)
              && holdNumber(ValueSearch.size(buffer, offset));
    };
  }

  DirectBuffer buffer() {
    return buffer;
  }

  int offset() {
    return offset;
  }

  byte tag() {
    return ValueScanner.tag(buffer, offset);
  }

  private boolean holdNumber(int size) {
    if (size == ValueSearch.NO_SIZE) {
      return false;
    }
    int start = MAX_DIGITS;
    int rest = size;
    do {
      start--;
      digits[start] = (byte) ('0' + rest % 10);
      rest /= 10;
    } while (rest > 0);
    int numberOffset = Byte.BYTES + Byte.BYTES; // the length of a number fits one byte of varint
    int length = DecimalCodec.encode(digits, start, MAX_DIGITS - start, computed, numberOffset);
    computed.putByte(0, ValueDescriptor.NUMBER);
    Varint.put(computed, Byte.BYTES, length);
    buffer = computed;
    offset = 0;
    return true;
  }
}
