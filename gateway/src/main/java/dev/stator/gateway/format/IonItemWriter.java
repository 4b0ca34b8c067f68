package dev.stator.gateway.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazon.ion.IonType;
import com.amazon.ion.IonWriter;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.number.DecimalCodec;
import java.io.IOException;
import org.agrona.DirectBuffer;

/** Writes encoded items and values as Ion; see {@link IonAttributes} for the types. */
final class IonItemWriter {
  private final IonWriter out;

  IonItemWriter(IonWriter out) {
    this.out = out;
  }

  /** Writes an item or a map as a struct. */
  void write(DirectBuffer item, int offset, int length) throws IOException {
    out.stepIn(IonType.STRUCT);
    int end = offset + length;
    int position = offset;
    while (position < end) {
      int nameLength = Varint.get(item, position);
      position += Varint.lengthOf(nameLength);
      out.setFieldName(text(item, position, nameLength));
      position += nameLength;
      writeValue(item, position);
      position += ValueScanner.length(item, position);
    }
    out.stepOut();
  }

  private void writeValue(DirectBuffer value, int offset) throws IOException {
    int payload = ValueScanner.payloadOffset(value, offset);
    int length = ValueScanner.payloadLength(value, offset);
    byte tag = ValueScanner.tag(value, offset);
    switch (tag) {
      case ValueDescriptor.STRING, ValueDescriptor.NUMBER, ValueDescriptor.BINARY ->
          writeScalar(tag, value, payload, length);
      case ValueDescriptor.FALSE -> out.writeBool(false);
      case ValueDescriptor.TRUE -> out.writeBool(true);
      case ValueDescriptor.NULL -> out.writeNull();
      case ValueDescriptor.MAP -> write(value, payload, length);
      case ValueDescriptor.LIST -> writeList(value, payload, length);
      case ValueDescriptor.STRING_SET ->
          writeSet(IonAttributes.STRING_SET, ValueDescriptor.STRING, value, payload, length);
      case ValueDescriptor.NUMBER_SET ->
          writeSet(IonAttributes.NUMBER_SET, ValueDescriptor.NUMBER, value, payload, length);
      case ValueDescriptor.BINARY_SET ->
          writeSet(IonAttributes.BINARY_SET, ValueDescriptor.BINARY, value, payload, length);
      default -> throw new IllegalArgumentException("no value: tag=" + tag + ", offset=" + offset);
    }
  }

  private void writeScalar(byte tag, DirectBuffer value, int offset, int length)
      throws IOException {
    switch (tag) {
      case ValueDescriptor.STRING -> out.writeString(text(value, offset, length));
      case ValueDescriptor.NUMBER -> out.writeDecimal(DecimalCodec.decode(value, offset));
      default -> out.writeBlob(bytes(value, offset, length));
    }
  }

  private void writeList(DirectBuffer value, int payload, int length) throws IOException {
    out.stepIn(IonType.LIST);
    int end = payload + length;
    int position = payload;
    while (position < end) {
      writeValue(value, position);
      position += ValueScanner.length(value, position);
    }
    out.stepOut();
  }

  private void writeSet(
      String annotation, byte elementTag, DirectBuffer value, int payload, int length)
      throws IOException {
    out.setTypeAnnotations(annotation);
    out.stepIn(IonType.LIST);
    int end = payload + length;
    int position = payload;
    while (position < end) {
      int elementLength = Varint.get(value, position);
      position += Varint.lengthOf(elementLength);
      writeScalar(elementTag, value, position, elementLength);
      position += elementLength;
    }
    out.stepOut();
  }

  private static String text(DirectBuffer buffer, int offset, int length) {
    return new String(bytes(buffer, offset, length), UTF_8);
  }

  private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }
}
