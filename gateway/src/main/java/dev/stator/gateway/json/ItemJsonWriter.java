package dev.stator.gateway.json;

import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.codec.Varint;
import dev.stator.core.number.DecimalCodec;
import org.agrona.DirectBuffer;
import tools.jackson.core.Base64Variants;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/**
 * Writes encoded items and values as DynamoDB JSON; reusable, for one thread. The generator must
 * write UTF-8, as {@link ResponseBuffer#openGenerator()} does.
 */
public final class ItemJsonWriter {
  private static final SerializedString STRING = new SerializedString("S");
  private static final SerializedString NUMBER = new SerializedString("N");
  private static final SerializedString BINARY = new SerializedString("B");
  private static final SerializedString BOOL = new SerializedString("BOOL");
  private static final SerializedString NULL = new SerializedString("NULL");
  private static final SerializedString MAP = new SerializedString("M");
  private static final SerializedString LIST = new SerializedString("L");
  private static final SerializedString STRING_SET = new SerializedString("SS");
  private static final SerializedString NUMBER_SET = new SerializedString("NS");
  private static final SerializedString BINARY_SET = new SerializedString("BS");

  /** Longer texts are copied past the generator, so that its own buffer is not in between. */
  private static final int SHORT = 64;

  private final Utf8Text text = new Utf8Text();
  private final byte[] digits = new byte[DecimalCodec.MAX_TEXT_LENGTH];
  private byte[] bytes = new byte[1024];

  /** Writes an item or key as a JSON object: {@code {"a":{"S":"x"}}}. */
  public void writeItem(JsonGenerator out, DirectBuffer item, int offset, int length) {
    out.writeStartObject();
    int end = offset + length;
    int position = offset;
    while (position < end) {
      int nameLength = Varint.get(item, position);
      position += Varint.lengthOf(nameLength);
      out.writeName(text.wrap(item, position, nameLength));
      position += nameLength;
      writeValue(out, item, position);
      position += ValueScanner.length(item, position);
    }
    out.writeEndObject();
  }

  /** Writes one value, which starts with its tag: {@code {"S":"x"}}. */
  public void writeValue(JsonGenerator out, DirectBuffer value, int offset) {
    int payload = ValueScanner.payloadOffset(value, offset);
    int length = ValueScanner.payloadLength(value, offset);
    out.writeStartObject();
    switch (ValueScanner.tag(value, offset)) {
      case ValueDescriptor.STRING -> {
        out.writeName(STRING);
        writeString(out, value, payload, length);
      }
      case ValueDescriptor.NUMBER -> {
        out.writeName(NUMBER);
        writeNumber(out, value, payload);
      }
      case ValueDescriptor.BINARY -> {
        out.writeName(BINARY);
        writeBinary(out, value, payload, length);
      }
      case ValueDescriptor.FALSE -> writeBoolean(out, BOOL, false);
      case ValueDescriptor.TRUE -> writeBoolean(out, BOOL, true);
      case ValueDescriptor.NULL -> writeBoolean(out, NULL, true);
      case ValueDescriptor.MAP -> {
        out.writeName(MAP);
        writeItem(out, value, payload, length);
      }
      case ValueDescriptor.LIST -> writeList(out, value, payload, length);
      case ValueDescriptor.STRING_SET -> writeStrings(out, value, payload, length);
      case ValueDescriptor.NUMBER_SET -> writeNumbers(out, value, payload, length);
      case ValueDescriptor.BINARY_SET -> writeBinaries(out, value, payload, length);
      default ->
          throw new IllegalArgumentException(
              "no value: tag=" + ValueScanner.tag(value, offset) + ", offset=" + offset);
    }
    out.writeEndObject();
  }

  private void writeList(JsonGenerator out, DirectBuffer value, int payload, int length) {
    out.writeName(LIST);
    out.writeStartArray();
    int end = payload + length;
    int position = payload;
    while (position < end) {
      writeValue(out, value, position);
      position += ValueScanner.length(value, position);
    }
    out.writeEndArray();
  }

  private void writeStrings(JsonGenerator out, DirectBuffer value, int payload, int length) {
    out.writeName(STRING_SET);
    out.writeStartArray();
    int end = payload + length;
    int position = payload;
    while (position < end) {
      int elementLength = Varint.get(value, position);
      position += Varint.lengthOf(elementLength);
      writeString(out, value, position, elementLength);
      position += elementLength;
    }
    out.writeEndArray();
  }

  private void writeNumbers(JsonGenerator out, DirectBuffer value, int payload, int length) {
    out.writeName(NUMBER_SET);
    out.writeStartArray();
    int end = payload + length;
    int position = payload;
    while (position < end) {
      int elementLength = Varint.get(value, position);
      position += Varint.lengthOf(elementLength);
      writeNumber(out, value, position);
      position += elementLength;
    }
    out.writeEndArray();
  }

  private void writeBinaries(JsonGenerator out, DirectBuffer value, int payload, int length) {
    out.writeName(BINARY_SET);
    out.writeStartArray();
    int end = payload + length;
    int position = payload;
    while (position < end) {
      int elementLength = Varint.get(value, position);
      position += Varint.lengthOf(elementLength);
      writeBinary(out, value, position, elementLength);
      position += elementLength;
    }
    out.writeEndArray();
  }

  private static void writeBoolean(JsonGenerator out, SerializedString name, boolean value) {
    out.writeName(name);
    out.writeBoolean(value);
  }

  private void writeNumber(JsonGenerator out, DirectBuffer value, int offset) {
    int length = DecimalCodec.format(value, offset, digits, 0);
    out.writeRawUTF8String(digits, 0, length);
  }

  private void writeString(JsonGenerator out, DirectBuffer value, int offset, int length) {
    if (length <= SHORT) {
      out.writeString(text.wrap(value, offset, length));
    } else if (out.streamWriteOutputTarget() instanceof ResponseBuffer answer) {
      out.writeRawValue("");
      out.flush();
      answer.writeQuoted(value, offset, length);
    } else {
      out.writeUTF8String(copy(value, offset, length), 0, length);
    }
  }

  private void writeBinary(JsonGenerator out, DirectBuffer value, int offset, int length) {
    out.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, copy(value, offset, length), 0, length);
  }

  private byte[] copy(DirectBuffer value, int offset, int length) {
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
    value.getBytes(offset, bytes, 0, length);
    return bytes;
  }
}
