package dev.stator.core.command;

import static dev.stator.core.command.CommandDescriptor.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads a command in place; a flyweight that is wrapped around one command after the other. */
public final class CommandView {
  private DirectBuffer buffer = new UnsafeBuffer(0, 0);
  private int offset;

  public CommandView wrap(DirectBuffer buffer, int offset) {
    this.buffer = buffer;
    this.offset = offset;
    return this;
  }

  public DirectBuffer buffer() {
    return buffer;
  }

  /** Where it begins in the buffer. */
  public int offset() {
    return offset;
  }

  public long ticket() {
    return buffer.getLong(offset + TICKET_OFFSET, LITTLE_ENDIAN);
  }

  public long partition() {
    return buffer.getLong(offset + PARTITION_OFFSET, LITTLE_ENDIAN);
  }

  /** Epoch microseconds. */
  public long timestamp() {
    return buffer.getLong(offset + TIMESTAMP_OFFSET, LITTLE_ENDIAN);
  }

  public byte type() {
    return buffer.getByte(offset + TYPE_OFFSET);
  }

  public int images() {
    return buffer.getByte(offset + IMAGES_OFFSET);
  }

  public int itemSize() {
    return buffer.getInt(offset + ITEM_SIZE_OFFSET, LITTLE_ENDIAN);
  }

  public int keyOffset() {
    return offset + HEADER_LENGTH;
  }

  public int keyLength() {
    return buffer.getShort(offset + KEY_LENGTH_OFFSET, LITTLE_ENDIAN) & 0xFFFF;
  }

  /** Whether both have the same key. */
  public boolean hasKeyOf(CommandView other) {
    int length = keyLength();
    if (length != other.keyLength()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (buffer.getByte(keyOffset() + i) != other.buffer.getByte(other.keyOffset() + i)) {
        return false;
      }
    }
    return true;
  }

  public int itemOffset() {
    return keyOffset() + keyLength();
  }

  public int itemLength() {
    return buffer.getInt(offset + ITEM_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  public int conditionOffset() {
    return itemOffset() + itemLength();
  }

  public int conditionLength() {
    return buffer.getInt(offset + CONDITION_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  public int programOffset() {
    return conditionOffset() + conditionLength();
  }

  public int programLength() {
    return buffer.getInt(offset + PROGRAM_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  public int guardsOffset() {
    return programOffset() + programLength();
  }

  public int guardsLength() {
    return buffer.getInt(offset + GUARDS_LENGTH_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an INDEX command: the base partition it comes from. */
  public long sourcePartition() {
    return buffer.getLong(programOffset() + SOURCE_PARTITION_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an INDEX command: the sequence number of the base write. */
  public long sourceSequence() {
    return buffer.getLong(programOffset() + SOURCE_SEQUENCE_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an INDEX command: the sequence number of the base write that must be applied, or 0. */
  public long sourcePredecessor() {
    return buffer.getLong(programOffset() + SOURCE_PREDECESSOR_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an INDEX command: where the key to remove starts. */
  public int removedKeyOffset() {
    return programOffset() + REMOVED_KEY_OFFSET;
  }

  /** Of an INDEX command: the length of the key to remove, 0 for none. */
  public int removedKeyLength() {
    return programLength() - REMOVED_KEY_OFFSET;
  }

  /** Of an EXPIRE command: the second since the epoch by which the item must have expired. */
  public long cutoff() {
    return buffer.getLong(programOffset() + CUTOFF_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an EXPIRE command: where the name of the attribute starts that says when. */
  public int expiryAttributeOffset() {
    return programOffset() + EXPIRY_ATTRIBUTE_OFFSET;
  }

  /** Of an EXPIRE command: the length of that name. */
  public int expiryAttributeLength() {
    return programLength() - EXPIRY_ATTRIBUTE_OFFSET;
  }

  /** Of a COMPACT command: the location where its slice begins. */
  public long sliceFrom() {
    return buffer.getLong(programOffset() + SLICE_FROM_OFFSET, LITTLE_ENDIAN);
  }

  /** Of a COMPACT command: after how many records its slice ends. */
  public int sliceRecords() {
    return buffer.getInt(programOffset() + SLICE_RECORDS_OFFSET, LITTLE_ENDIAN);
  }

  /** Of a COMPACT command: after how many copied bytes its slice ends. */
  public int sliceBytes() {
    return buffer.getInt(programOffset() + SLICE_BYTES_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an OPEN command: how many base partitions had fed the one whose place this takes. */
  public int inheritedSources() {
    return programLength() / INHERITED_LENGTH;
  }

  /** Of an OPEN command: the base partition at this place, from 0. */
  public long inheritedSource(int index) {
    int at = programOffset() + index * INHERITED_LENGTH;
    return buffer.getLong(at + INHERITED_SOURCE_OFFSET, LITTLE_ENDIAN);
  }

  /** Of an OPEN command: the sequence number of the last change of that base partition. */
  public long inheritedSequence(int index) {
    int at = programOffset() + index * INHERITED_LENGTH;
    return buffer.getLong(at + INHERITED_SEQUENCE_OFFSET, LITTLE_ENDIAN);
  }
}
