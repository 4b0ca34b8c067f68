package dev.stator.core.codec;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.number.DecimalCodec;
import java.math.BigDecimal;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Writes values, attributes and items into a buffer, see {@link ValueDescriptor}.
 *
 * <p>An item is names and values in turn; so are the contents of a map. Reusable; it allocates only
 * to grow its scratch space to the longest text or set so far, and whatever the buffer does to
 * expand. Number texts that are refused leave the position where it was.
 */
public final class ItemWriter {
  private static final int TAG_SIZE = Byte.BYTES;

  private final SetSorter sorter = new SetSorter();
  private char[] chars = new char[256];
  private byte[] bytes = new byte[256];
  private MutableDirectBuffer buffer = new ExpandableArrayBuffer(0);
  private int position;
  private byte setTag;

  /** Goes on at this offset of this buffer, which expands or is large enough. */
  public ItemWriter wrap(MutableDirectBuffer buffer, int offset) {
    this.buffer = buffer;
    this.position = offset;
    return this;
  }

  /** The offset in the buffer where the next byte goes. */
  public int position() {
    return position;
  }

  /** Goes back, or on, to an offset of the buffer. */
  public void position(int position) {
    this.position = position;
  }

  /** The name of an attribute; its value is written next. */
  public void name(CharSequence name) {
    prefixed(name);
  }

  public void name(char[] text, int offset, int length) {
    prefixed(text, offset, length);
  }

  public void name(DirectBuffer utf8, int offset, int length) {
    prefixed(utf8, offset, length);
  }

  public void name(byte[] utf8) {
    prefixed(utf8, 0, utf8.length);
  }

  /** A string; in UTF-16 a surrogate without its partner becomes '?'. */
  public void string(CharSequence text) {
    tag(ValueDescriptor.STRING);
    prefixed(text);
  }

  public void string(char[] text, int offset, int length) {
    tag(ValueDescriptor.STRING);
    prefixed(text, offset, length);
  }

  public void string(DirectBuffer utf8, int offset, int length) {
    tag(ValueDescriptor.STRING);
    prefixed(utf8, offset, length);
  }

  public void string(byte[] utf8, int offset, int length) {
    tag(ValueDescriptor.STRING);
    prefixed(utf8, offset, length);
  }

  /**
   * A number from decimal text.
   *
   * @throws dev.stator.core.error.RequestException see {@link DecimalCodec}
   */
  public void number(CharSequence text) {
    int length = DecimalCodec.encode(text, buffer, numberOffset(TAG_SIZE));
    endNumber(ValueDescriptor.NUMBER, length);
  }

  public void number(char[] text, int offset, int length) {
    int encoded = DecimalCodec.encode(text, offset, length, buffer, numberOffset(TAG_SIZE));
    endNumber(ValueDescriptor.NUMBER, encoded);
  }

  public void number(BigDecimal value) {
    int length = DecimalCodec.encode(value, buffer, numberOffset(TAG_SIZE));
    endNumber(ValueDescriptor.NUMBER, length);
  }

  public void binary(DirectBuffer src, int offset, int length) {
    tag(ValueDescriptor.BINARY);
    prefixed(src, offset, length);
  }

  public void binary(byte[] src, int offset, int length) {
    tag(ValueDescriptor.BINARY);
    prefixed(src, offset, length);
  }

  public void bool(boolean value) {
    tag(value ? ValueDescriptor.TRUE : ValueDescriptor.FALSE);
  }

  public void nul() {
    tag(ValueDescriptor.NULL);
  }

  /** Copies an encoded value with its tag, or any run of encoded attributes. */
  public void value(DirectBuffer src, int offset, int length) {
    buffer.putBytes(position, src, offset, length);
    position += length;
  }

  /** Begins a map of names and values; returns the mark to {@link #end} it with. */
  public int beginMap() {
    return begin(ValueDescriptor.MAP);
  }

  /** Begins a list of values; returns the mark to {@link #end} it with. */
  public int beginList() {
    return begin(ValueDescriptor.LIST);
  }

  /** Ends the map or list. */
  public void end(int mark) {
    int contents = mark + ValueDescriptor.CONTAINER_LENGTH_SIZE;
    buffer.putInt(mark, position - contents, LITTLE_ENDIAN);
  }

  /**
   * Begins a set of this tag; any number of elements, none included, and {@link #endSet} follow.
   */
  public int beginSet(byte tag) {
    setTag = tag;
    return begin(tag);
  }

  /** An element of a string set, or of a number set as text. */
  public void setElement(CharSequence text) {
    if (setTag == ValueDescriptor.NUMBER_SET) {
      endSetNumber(DecimalCodec.encode(text, buffer, numberOffset(0)));
    } else {
      prefixed(text);
    }
  }

  /** An element of a string set, or of a number set as text. */
  public void setElement(char[] text, int offset, int length) {
    if (setTag == ValueDescriptor.NUMBER_SET) {
      endSetNumber(DecimalCodec.encode(text, offset, length, buffer, numberOffset(0)));
    } else {
      prefixed(text, offset, length);
    }
  }

  /** An element as it is stored: UTF-8, the bytes of {@link DecimalCodec}, or binary. */
  public void setElement(DirectBuffer src, int offset, int length) {
    prefixed(src, offset, length);
  }

  /** An element as it is stored: UTF-8, the bytes of {@link DecimalCodec}, or binary. */
  public void setElement(byte[] src, int offset, int length) {
    prefixed(src, offset, length);
  }

  /** Ends the set: sorts it and drops duplicates; false when there were any. */
  public boolean endSet(int mark) {
    int contents = mark + ValueDescriptor.CONTAINER_LENGTH_SIZE;
    int end = sorter.sort(buffer, contents, position);
    boolean distinct = end == position;
    position = end;
    end(mark);
    return distinct;
  }

  private int begin(byte tag) {
    tag(tag);
    int mark = position;
    buffer.putInt(mark, 0, LITTLE_ENDIAN);
    position += ValueDescriptor.CONTAINER_LENGTH_SIZE;
    return mark;
  }

  private void tag(byte tag) {
    buffer.putByte(position++, tag);
  }

  private void prefixed(DirectBuffer src, int offset, int length) {
    position += Varint.put(buffer, position, length);
    buffer.putBytes(position, src, offset, length);
    position += length;
  }

  private void prefixed(byte[] src, int offset, int length) {
    position += Varint.put(buffer, position, length);
    buffer.putBytes(position, src, offset, length);
    position += length;
  }

  private void prefixed(CharSequence text) {
    int length = text.length();
    if (chars.length < length) {
      chars = new char[Math.max(length, 2 * chars.length)];
    }
    text.getChars(0, length, chars, 0);
    prefixed(chars, 0, length);
  }

  private void prefixed(char[] text, int offset, int length) {
    reserve(length);
    int utf8Length = length;
    if (!Utf8.copyAscii(text, offset, length, bytes)) {
      reserve(Utf8.MAX_BYTES_PER_CHAR * length);
      utf8Length = Utf8.copy(text, offset, length, bytes);
    }
    prefixed(bytes, 0, utf8Length);
  }

  private void reserve(int length) {
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, 2 * bytes.length)];
    }
  }

  /** Where a number's bytes go, behind a tag if any and the length, which is always one byte. */
  private int numberOffset(int tagSize) {
    return position + tagSize + Byte.BYTES;
  }

  private void endNumber(byte tag, int length) {
    tag(tag);
    endSetNumber(length);
  }

  private void endSetNumber(int length) {
    buffer.putByte(position, (byte) length);
    position += Byte.BYTES + length;
  }
}
