package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.SetValue.IfNotExists;
import dev.stator.core.expression.SetValue.ListAppend;
import dev.stator.core.expression.SetValue.Minus;
import dev.stator.core.expression.SetValue.Plus;
import dev.stator.core.number.DecimalCodec;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Computes the values an update writes. A result is where its bytes already are, in the item or the
 * request, or in memory of this computer; results stay valid until {@link #begin}.
 */
final class ValueComputer {
  private static final int INITIAL_CAPACITY = 256;
  private static final int CONTENTS = Byte.BYTES + ValueDescriptor.CONTAINER_LENGTH_SIZE;

  private final ExpandableArrayBuffer computed = new ExpandableArrayBuffer(INITIAL_CAPACITY);
  private int computedLength;
  private DirectBuffer item = computed;
  private int itemOffset;
  private int itemLength;
  private String typeMismatch = "";
  private DirectBuffer buffer = computed;
  private int offset;

  /**
   * Starts with another item.
   *
   * @param typeMismatch the message for operands of the wrong type
   */
  void begin(DirectBuffer item, int itemOffset, int itemLength, String typeMismatch) {
    this.item = item;
    this.itemOffset = itemOffset;
    this.itemLength = itemLength;
    this.typeMismatch = typeMismatch;
    computedLength = 0;
  }

  /** The buffer that holds the result. */
  DirectBuffer buffer() {
    return buffer;
  }

  /** Where in {@link #buffer} the result is. */
  int offset() {
    return offset;
  }

  int length() {
    return ValueScanner.length(buffer, offset);
  }

  /** Computes the right-hand side of a SET. */
  void compute(SetValue value) {
    switch (value) {
      case PathOperand path -> {
        if (!find(path.path())) {
          throw RequestException.validation(
              "The provided expression refers to an attribute that does not exist in the item");
        }
      }
      case Constant constant -> hold(constant.value());
      case Plus plus -> sum(number(plus.left()), number(plus.right()));
      case Minus minus -> sum(number(minus.left()), number(minus.right()).negate());
      case IfNotExists choice -> {
        if (!find(choice.path())) {
          compute(choice.otherwise());
        }
      }
      case ListAppend append -> appendLists(append);
    }
  }

  /** Computes what ADD makes of the value at a path. */
  void add(Path path, Constant constant, boolean toLists) {
    Slice addend = constant.value();
    if (!find(path)) {
      hold(addend);
      return;
    }
    byte tag = requireTag(addend);
    if (tag == ValueDescriptor.NUMBER) {
      sum(decode(), DecimalCodec.decode(addend.buffer(), payload(addend)));
    } else if (Values.isSet(tag)) {
      int length =
          SetAlgebra.union(
              buffer, offset, addend.buffer(), addend.offset(), computed, computedLength);
      holdComputed(length);
    } else if (toLists && tag == ValueDescriptor.LIST) {
      concatenate(buffer, offset, addend.buffer(), addend.offset());
    } else {
      throw mismatch();
    }
  }

  /** Computes what DELETE leaves of the set at a path; false when nothing was there before. */
  boolean subtract(Path path, Constant constant) {
    if (!find(path)) {
      return false;
    }
    Slice elements = constant.value();
    if (!Values.isSet(requireTag(elements))) {
      throw mismatch();
    }
    int length =
        SetAlgebra.difference(
            buffer, offset, elements.buffer(), elements.offset(), computed, computedLength);
    holdComputed(length);
    return true;
  }

  /** After {@link #subtract}: true when no element is left. */
  boolean nothingLeft() {
    return offset == computedLength;
  }

  private boolean find(Path path) {
    int found = PathFinder.find(path, item, itemOffset, itemLength);
    if (found != PathFinder.NOT_FOUND) {
      buffer = item;
      offset = found;
    }
    return found != PathFinder.NOT_FOUND;
  }

  private void hold(Slice value) {
    buffer = value.buffer();
    offset = value.offset();
  }

  private void holdComputed(int length) {
    buffer = computed;
    offset = computedLength;
    computedLength += length;
  }

  private BigDecimal number(SetValue value) {
    compute(value);
    if (ValueScanner.tag(buffer, offset) != ValueDescriptor.NUMBER) {
      throw mismatch();
    }
    return decode();
  }

  private BigDecimal decode() {
    return DecimalCodec.decode(buffer, ValueScanner.payloadOffset(buffer, offset));
  }

  private void sum(BigDecimal left, BigDecimal right) {
    int numberOffset = computedLength + Byte.BYTES + Byte.BYTES; // one byte of varint is enough
    int length = DecimalCodec.encode(left.add(right), computed, numberOffset);
    computed.putByte(computedLength, ValueDescriptor.NUMBER);
    Varint.put(computed, computedLength + Byte.BYTES, length);
    holdComputed(Byte.BYTES + Byte.BYTES + length);
  }

  private void appendLists(ListAppend append) {
    list(append.left());
    DirectBuffer left = buffer;
    int leftOffset = offset;
    list(append.right());
    concatenate(left, leftOffset, buffer, offset);
  }

  private void list(SetValue value) {
    compute(value);
    if (ValueScanner.tag(buffer, offset) != ValueDescriptor.LIST) {
      throw mismatch();
    }
  }

  private void concatenate(DirectBuffer left, int leftOffset, DirectBuffer right, int rightOffset) {
    int leftLength = ValueScanner.payloadLength(left, leftOffset);
    int rightLength = ValueScanner.payloadLength(right, rightOffset);
    int contents = computedLength + CONTENTS;
    computed.putByte(computedLength, ValueDescriptor.LIST);
    computed.putInt(computedLength + Byte.BYTES, leftLength + rightLength, ByteOrder.LITTLE_ENDIAN);
    computed.putBytes(contents, left, ValueScanner.payloadOffset(left, leftOffset), leftLength);
    computed.putBytes(
        contents + leftLength, right, ValueScanner.payloadOffset(right, rightOffset), rightLength);
    holdComputed(CONTENTS + leftLength + rightLength);
  }

  /** The tag of the value found, which must be that of the other operand. */
  private byte requireTag(Slice other) {
    byte tag = ValueScanner.tag(buffer, offset);
    if (tag != Values.tag(other)) {
      throw mismatch();
    }
    return tag;
  }

  private static int payload(Slice value) {
    return ValueScanner.payloadOffset(value.buffer(), value.offset());
  }

  private RequestException mismatch() {
    return RequestException.validation(typeMismatch);
  }
}
