package dev.stator.core.codec;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Walks over the attributes of an item, or of the contents of a map, from first to last. */
public final class AttributeCursor {
  private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int end;
  private int nameOffset;
  private int nameLength;
  private int valueOffset;
  private int valueLength;

  /** Stands before the first attribute of this item. */
  public AttributeCursor wrap(DirectBuffer item, int offset, int length) {
    buffer = item;
    end = offset + length;
    valueOffset = offset;
    valueLength = 0;
    return this;
  }

  /** Goes to the next attribute; false when there is none. */
  public boolean next() {
    int offset = valueOffset + valueLength;
    if (offset >= end) {
      return false;
    }
    nameLength = Varint.get(buffer, offset);
    nameOffset = offset + Varint.lengthOf(nameLength);
    valueOffset = nameOffset + nameLength;
    valueLength = ValueScanner.length(buffer, valueOffset);
    return true;
  }

  public DirectBuffer buffer() {
    return buffer;
  }

  public int nameOffset() {
    return nameOffset;
  }

  public int nameLength() {
    return nameLength;
  }

  /** The offset of the value's tag. */
  public int valueOffset() {
    return valueOffset;
  }

  /** The length of the value with its tag. */
  public int valueLength() {
    return valueLength;
  }
}
