package dev.stator.core.codec;

import org.agrona.DirectBuffer;

/** A range of a buffer; valid as long as the owner of the buffer leaves it alone. */
public record Slice(DirectBuffer buffer, int offset, int length) {
  /** An independent copy on the heap. */
  public Slice copy() {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return new Slice(new org.agrona.concurrent.UnsafeBuffer(bytes), 0, length);
  }
}
