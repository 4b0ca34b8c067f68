package dev.stator.core.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.codec.Slice;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** A window on one change after the other in the reply to a read of changes. */
public final class ChangeView {
  private final DirectBuffer buffer;
  private final int end;
  private int offset;
  private int next;

  /** Stands before the first change. */
  public ChangeView(Reply reply) {
    this.buffer = reply.buffer();
    this.end = reply.pageLength();
  }

  /** Goes to the next change; false when there is none. */
  public boolean next() {
    if (next >= end) {
      return false;
    }
    offset = next;
    next = newImageOffset() + Math.max(0, newLength());
    return true;
  }

  /** Where its record is in the partition. */
  public long location() {
    return buffer.getLong(offset + ChangeDescriptor.LOCATION_OFFSET, LITTLE_ENDIAN);
  }

  /** When it happened, epoch microseconds. */
  public long timeMicros() {
    return buffer.getLong(offset + ChangeDescriptor.TIME_OFFSET, LITTLE_ENDIAN);
  }

  public ChangeKind kind() {
    return ChangeKind.of(buffer.getByte(offset + ChangeDescriptor.KIND_OFFSET));
  }

  /** DynamoDB's size in bytes of the key and of the images that are told. */
  public int size() {
    return buffer.getInt(offset + ChangeDescriptor.SIZE_OFFSET, LITTLE_ENDIAN);
  }

  /** The key attributes of the item. */
  public Slice key() {
    return new Slice(buffer, offset + ChangeDescriptor.KEY_OFFSET, keyLength());
  }

  /** The item before the change; null when there was none or it is not told. */
  public @Nullable Slice oldImage() {
    int length = oldLength();
    return length == ChangeDescriptor.ABSENT ? null : new Slice(buffer, oldImageOffset(), length);
  }

  /** The item after the change; null when there is none or it is not told. */
  public @Nullable Slice newImage() {
    int length = newLength();
    return length == ChangeDescriptor.ABSENT ? null : new Slice(buffer, newImageOffset(), length);
  }

  private int keyLength() {
    return buffer.getInt(offset + ChangeDescriptor.KEY_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  private int oldLength() {
    return buffer.getInt(offset + ChangeDescriptor.OLD_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  private int newLength() {
    return buffer.getInt(offset + ChangeDescriptor.NEW_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  private int oldImageOffset() {
    return offset + ChangeDescriptor.KEY_OFFSET + keyLength();
  }

  private int newImageOffset() {
    return oldImageOffset() + Math.max(0, oldLength());
  }
}
