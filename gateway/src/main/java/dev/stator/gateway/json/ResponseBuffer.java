package dev.stator.gateway.json;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.agrona.DirectBuffer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * The bytes of one response, growing as they are written; reusable. The content is what goes out as
 * the HTTP body. What a very large response needed is given back by {@link #reset()}.
 */
public final class ResponseBuffer extends OutputStream {
  private static final int INITIAL_CAPACITY = 8 * 1024;
  private static final int KEPT_CAPACITY = 1024 * 1024;
  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private final CRC32 crc = new CRC32();
  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int length;

  /** A generator that appends to this buffer; its output is complete once it is closed. */
  public JsonGenerator openGenerator() {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), this, JsonEncoding.UTF8);
  }

  /** Makes room for so many bytes at once, so that they need not be copied while they come. */
  public void expect(int count) {
    reserve(count);
  }

  /** Forgets the content. */
  public void reset() {
    length = 0;
    if (bytes.length > KEPT_CAPACITY) {
      bytes = new byte[INITIAL_CAPACITY];
    }
  }

  /** The array holding the content from 0 to {@link #length()}; replaced when it grows. */
  public byte[] array() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** The CRC-32 of the content, as {@code x-amz-crc32} gives it. */
  public long crc32() {
    crc.reset();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /** A copy of the content. */
  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  @Override
  public void write(int b) {
    reserve(1);
    bytes[length++] = (byte) b;
  }

  @Override
  public void write(byte[] source, int offset, int count) {
    reserve(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
  }

  /** Appends UTF-8 as a JSON string. */
  void writeQuoted(DirectBuffer text, int offset, int count) {
    reserve(Math.addExact(count, 2));
    bytes[length++] = '"';
    text.getBytes(offset, bytes, length, count);
    int plain = JsonEscapes.plainLength(bytes, length, length + count);
    length += plain;
    if (plain < count) {
      writeEscaped(text, offset + plain, count - plain);
    }
    bytes[length++] = '"';
  }

  private void writeEscaped(DirectBuffer text, int offset, int count) {
    int end = offset + count;
    for (int i = offset; i < end; i++) {
      reserve(end - i + JsonEscapes.MAX_LENGTH);
      byte b = text.getByte(i);
      if (JsonEscapes.isEscaped(b)) {
        length = JsonEscapes.escape(b, bytes, length);
      } else {
        bytes[length++] = b;
      }
    }
  }

  private void reserve(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      long capacity = Math.min(Math.max(needed, 2L * bytes.length), MAX_CAPACITY);
      bytes = Arrays.copyOf(bytes, (int) capacity);
    }
  }
}
