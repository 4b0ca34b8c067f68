package dev.stator.core.expression;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies the projected parts of encoded items: attributes in the order of the item, list elements
 * in ascending order without gaps, and nothing for what is missing. Keeps the tree of the last
 * projection, so that the items of a page share it; not for several threads.
 */
public final class ItemProjector {
  private final AttributeCursor attributes = new AttributeCursor();
  private @Nullable ItemProjection projection;
  private PathTree tree = PathTree.of(List.of());
  private DirectBuffer item = new UnsafeBuffer(new byte[0]);
  private MutableDirectBuffer out = new UnsafeBuffer(new byte[0]);

  /** Writes the projected item; returns its length, 0 when it has none of the paths. */
  @SuppressWarnings("ReferenceEquality") // an equal projection only costs another tree
  public int project(
      ItemProjection projection,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset) {
    if (this.projection != projection) {
      this.projection = projection;
      this.tree = PathTree.of(projection.paths());
    }
    this.item = item;
    this.out = out;
    return members(attributes.wrap(item, offset, length), offset, tree, outOffset) - outOffset;
  }

  /** Copies the members of an item or map; returns where what was written ends. */
  private int members(AttributeCursor cursor, int start, PathTree node, int outOffset) {
    int position = outOffset;
    int attributeStart = start;
    while (cursor.next()) {
      int attributeEnd = cursor.valueOffset() + cursor.valueLength();
      int child = node.childNamed(item, cursor.nameOffset(), cursor.nameLength());
      if (child >= 0) {
        int value = cursor.valueOffset();
        int nameBytes = value - attributeStart;
        int valueEnd = value(value, node.children().get(child), position + nameBytes);
        if (valueEnd > position + nameBytes) {
          out.putBytes(position, item, attributeStart, nameBytes);
          position = valueEnd;
        }
      }
      attributeStart = attributeEnd;
    }
    return position;
  }

  /** Copies what is projected of a value; returns {@code outOffset} when that is nothing. */
  private int value(int value, PathTree node, int outOffset) {
    if (node.isLeaf()) {
      int length = ValueScanner.length(item, value);
      out.putBytes(outOffset, item, value, length);
      return outOffset + length;
    }
    boolean wantsMembers = node.children().getFirst().isName();
    byte tag = ValueScanner.tag(item, value);
    int contents = outOffset + Byte.BYTES + ValueDescriptor.CONTAINER_LENGTH_SIZE;
    int end = contents;
    if (tag == ValueDescriptor.MAP && wantsMembers) {
      int start = ValueScanner.payloadOffset(item, value);
      int length = ValueScanner.payloadLength(item, value);
      end = members(new AttributeCursor().wrap(item, start, length), start, node, contents);
    } else if (tag == ValueDescriptor.LIST && !wantsMembers) {
      end = elements(value, node, contents);
    }
    if (end == contents) {
      return outOffset;
    }
    out.putByte(outOffset, tag);
    out.putInt(outOffset + Byte.BYTES, end - contents, ByteOrder.LITTLE_ENDIAN);
    return end;
  }

  private int elements(int list, PathTree node, int outOffset) {
    List<PathTree> wanted = node.children();
    int at = ValueScanner.payloadOffset(item, list);
    int end = at + ValueScanner.payloadLength(item, list);
    int position = outOffset;
    int next = 0;
    for (int index = 0; at < end && next < wanted.size(); index++) {
      if (wanted.get(next).index() == index) {
        position = value(at, wanted.get(next), position);
        next++;
      }
      at += ValueScanner.length(item, at);
    }
    return position;
  }
}
