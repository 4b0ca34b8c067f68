package dev.stator.core.command;

import static dev.stator.core.command.CommandDescriptor.*;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.Varint;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionCodec;
import dev.stator.core.expression.Update;
import dev.stator.core.model.KeyAttribute;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one command after the other into its buffer. The caller puts the key first ({@link
 * #keyBuffer}, at {@link #KEY_OFFSET}), then names the rest; sections are appended in the order of
 * {@link CommandDescriptor}.
 */
public final class CommandEncoder {
  public static final int KEY_OFFSET = HEADER_LENGTH;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(4096);
  private int length;

  /** Where the key is to be written, at {@link #KEY_OFFSET}, before {@link #begin}. */
  public ExpandableArrayBuffer keyBuffer() {
    return buffer;
  }

  /** Starts a command whose key of {@code keyLength} bytes is in place. */
  public CommandEncoder begin(
      byte type, long ticket, long partition, long timestamp, int keyLength) {
    buffer.putLong(TICKET_OFFSET, ticket, LITTLE_ENDIAN);
    buffer.putLong(PARTITION_OFFSET, partition, LITTLE_ENDIAN);
    buffer.putLong(TIMESTAMP_OFFSET, timestamp, LITTLE_ENDIAN);
    buffer.putByte(TYPE_OFFSET, type);
    buffer.putByte(IMAGES_OFFSET, (byte) 0);
    buffer.putShort(KEY_LENGTH_OFFSET, (short) keyLength, LITTLE_ENDIAN);
    buffer.putInt(ITEM_SIZE_OFFSET, 0, LITTLE_ENDIAN);
    buffer.putInt(ITEM_LENGTH_OFFSET, 0, LITTLE_ENDIAN);
    buffer.putInt(CONDITION_LENGTH_OFFSET, 0, LITTLE_ENDIAN);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, 0, LITTLE_ENDIAN);
    buffer.putInt(GUARDS_LENGTH_OFFSET, 0, LITTLE_ENDIAN);
    length = HEADER_LENGTH + keyLength;
    return this;
  }

  public CommandEncoder images(int images) {
    buffer.putByte(IMAGES_OFFSET, (byte) images);
    return this;
  }

  public CommandEncoder item(DirectBuffer source, int offset, int itemLength, int itemSize) {
    buffer.putInt(ITEM_SIZE_OFFSET, itemSize, LITTLE_ENDIAN);
    buffer.putInt(ITEM_LENGTH_OFFSET, itemLength, LITTLE_ENDIAN);
    buffer.putBytes(length, source, offset, itemLength);
    length += itemLength;
    return this;
  }

  public CommandEncoder item(Slice item, int itemSize) {
    return item(item.buffer(), item.offset(), item.length(), itemSize);
  }

  public CommandEncoder condition(@Nullable Condition condition) {
    if (condition != null) {
      int encoded = ExpressionCodec.encode(condition, buffer, length);
      buffer.putInt(CONDITION_LENGTH_OFFSET, encoded, LITTLE_ENDIAN);
      length += encoded;
    }
    return this;
  }

  public CommandEncoder update(Update update) {
    int encoded = ExpressionCodec.encode(update, buffer, length);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, encoded, LITTLE_ENDIAN);
    length += encoded;
    return this;
  }

  /** The types that attributes must have after an update: tag, length of the name, name. */
  public CommandEncoder guards(List<KeyAttribute> attributes) {
    int start = length;
    for (int i = 0; i < attributes.size(); i++) {
      byte[] name = attributes.get(i).utf8();
      buffer.putByte(length++, attributes.get(i).type().tag());
      length += Varint.put(buffer, length, name.length);
      buffer.putBytes(length, name);
      length += name.length;
    }
    buffer.putInt(GUARDS_LENGTH_OFFSET, length - start, LITTLE_ENDIAN);
    return this;
  }

  /**
   * The source of an INDEX command.
   *
   * @param predecessor the sequence number of the base write sent before, 0 when it is applied
   */
  public CommandEncoder source(long partition, long sequence, long predecessor) {
    buffer.putLong(length + SOURCE_PARTITION_OFFSET, partition, LITTLE_ENDIAN);
    buffer.putLong(length + SOURCE_SEQUENCE_OFFSET, sequence, LITTLE_ENDIAN);
    buffer.putLong(length + SOURCE_PREDECESSOR_OFFSET, predecessor, LITTLE_ENDIAN);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, REMOVED_KEY_OFFSET, LITTLE_ENDIAN);
    length += REMOVED_KEY_OFFSET;
    return this;
  }

  /** The key that an INDEX command removes, after {@link #source}. */
  public CommandEncoder removedKey(DirectBuffer key, int offset, int keyLength) {
    buffer.putBytes(length, key, offset, keyLength);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, REMOVED_KEY_OFFSET + keyLength, LITTLE_ENDIAN);
    length += keyLength;
    return this;
  }

  /** What an EXPIRE command removes: an item whose attribute says that it has expired by then. */
  public CommandEncoder expired(long cutoff, byte[] attribute) {
    buffer.putLong(length + CUTOFF_OFFSET, cutoff, LITTLE_ENDIAN);
    buffer.putBytes(length + EXPIRY_ATTRIBUTE_OFFSET, attribute);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, EXPIRY_ATTRIBUTE_OFFSET + attribute.length, LITTLE_ENDIAN);
    length += EXPIRY_ATTRIBUTE_OFFSET + attribute.length;
    return this;
  }

  /**
   * The slice of a COMPACT command.
   *
   * @param from the location where it begins
   * @param records after how many records it ends
   * @param bytes after how many copied bytes it ends
   */
  public CommandEncoder slice(long from, int records, int bytes) {
    buffer.putLong(length + SLICE_FROM_OFFSET, from, LITTLE_ENDIAN);
    buffer.putInt(length + SLICE_RECORDS_OFFSET, records, LITTLE_ENDIAN);
    buffer.putInt(length + SLICE_BYTES_OFFSET, bytes, LITTLE_ENDIAN);
    buffer.putInt(PROGRAM_LENGTH_OFFSET, SLICE_LENGTH, LITTLE_ENDIAN);
    length += SLICE_LENGTH;
    return this;
  }

  /**
   * Up to where base partitions have fed the one whose place an OPEN command lets another take.
   *
   * @param sources the sequence number of the last change of each, by its id
   */
  public CommandEncoder inherited(Map<Long, Long> sources) {
    int start = length;
    for (Map.Entry<Long, Long> source : sources.entrySet()) {
      buffer.putLong(length + INHERITED_SOURCE_OFFSET, source.getKey(), LITTLE_ENDIAN);
      buffer.putLong(length + INHERITED_SEQUENCE_OFFSET, source.getValue(), LITTLE_ENDIAN);
      length += INHERITED_LENGTH;
    }
    buffer.putInt(PROGRAM_LENGTH_OFFSET, length - start, LITTLE_ENDIAN);
    return this;
  }

  public DirectBuffer buffer() {
    return buffer;
  }

  /** Bytes of the command, from 0. */
  public int length() {
    return length;
  }
}
