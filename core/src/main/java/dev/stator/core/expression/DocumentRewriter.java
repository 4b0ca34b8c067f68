package dev.stator.core.expression;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.UpdateAction.Remove;
import java.nio.ByteOrder;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Applies outcomes to places inside maps and lists: one walk over the item, guided by the tree of
 * the paths. List indexes are those of the item before the update.
 */
final class DocumentRewriter {
  private final List<UpdateAction> actions;
  private final Outcomes outcomes;
  private final DirectBuffer item;
  private final MutableDirectBuffer out;
  private final boolean isNew;

  /**
   * For one item.
   *
   * @param isNew true when only the key of the item exists: then removing what would be inside a
   *     missing attribute is no fault
   */
  DocumentRewriter(
      List<UpdateAction> actions,
      Outcomes outcomes,
      DirectBuffer item,
      MutableDirectBuffer out,
      boolean isNew) {
    this.actions = actions;
    this.outcomes = outcomes;
    this.item = item;
    this.out = out;
    this.isNew = isNew;
  }

  /** Writes the members of the item or of a map; returns the position behind them. */
  int members(int start, int length, PathTree node, int outOffset) {
    List<PathTree> children = node.children();
    boolean[] found = new boolean[children.size()];
    AttributeCursor cursor = new AttributeCursor().wrap(item, start, length);
    int position = outOffset;
    int attributeStart = start;
    while (cursor.next()) {
      int value = cursor.valueOffset();
      int end = value + cursor.valueLength();
      int child = node.childNamed(item, cursor.nameOffset(), cursor.nameLength());
      if (child < 0) {
        position += copy(attributeStart, end, position);
      } else {
        found[child] = true;
        position = member(attributeStart, value, children.get(child), position);
      }
      attributeStart = end;
    }
    for (int i = 0; i < found.length; i++) {
      if (!found[i]) {
        position = newMember(children.get(i), position);
      }
    }
    return position;
  }

  private int member(int attributeStart, int value, PathTree node, int position) {
    if (node.isLeaf() && outcomes.isRemove(node.leaf())) {
      return position;
    }
    int afterName = position + copy(attributeStart, value, position);
    return value(value, node, afterName);
  }

  private int newMember(PathTree node, int position) {
    if (!node.isLeaf()) {
      if (isNew && onlyRemoves(node)) {
        return position;
      }
      throw invalidPath();
    }
    if (!outcomes.isPut(node.leaf())) {
      return position;
    }
    if (!node.isName()) {
      throw invalidPath();
    }
    byte[] name = new byte[node.name().capacity()];
    node.name().getBytes(0, name);
    return AttributeRewriter.append(name, node.leaf(), outcomes, out, position);
  }

  /** Writes what becomes of a value that is not removed. */
  private int value(int value, PathTree node, int outOffset) {
    if (node.isLeaf()) {
      return outcomes.isPut(node.leaf())
          ? outOffset + outcomes.write(node.leaf(), out, outOffset)
          : outOffset + copy(value, value + ValueScanner.length(item, value), outOffset);
    }
    byte tag = ValueScanner.tag(item, value);
    byte expected =
        node.children().getFirst().isName() ? ValueDescriptor.MAP : ValueDescriptor.LIST;
    if (tag != expected) {
      throw invalidPath();
    }
    int start = ValueScanner.payloadOffset(item, value);
    int length = ValueScanner.payloadLength(item, value);
    int contents = outOffset + Byte.BYTES + ValueDescriptor.CONTAINER_LENGTH_SIZE;
    int end =
        tag == ValueDescriptor.MAP
            ? members(start, length, node, contents)
            : elements(start, start + length, node.children(), contents);
    out.putByte(outOffset, tag);
    out.putInt(outOffset + Byte.BYTES, end - contents, ByteOrder.LITTLE_ENDIAN);
    return end;
  }

  private int elements(int start, int end, List<PathTree> children, int outOffset) {
    int position = outOffset;
    int next = 0;
    int at = start;
    for (int index = 0; at < end; index++) {
      int elementEnd = at + ValueScanner.length(item, at);
      if (next < children.size() && children.get(next).index() == index) {
        position = element(at, children.get(next), position);
        next++;
      } else {
        position += copy(at, elementEnd, position);
      }
      at = elementEnd;
    }
    for (; next < children.size(); next++) {
      position = newElement(children.get(next), position);
    }
    return position;
  }

  private int element(int value, PathTree node, int position) {
    boolean isRemoved = node.isLeaf() && outcomes.isRemove(node.leaf());
    return isRemoved ? position : value(value, node, position);
  }

  /** Elements beyond the end are appended, in the order of their indexes. */
  private int newElement(PathTree node, int position) {
    if (!node.isLeaf()) {
      throw invalidPath();
    }
    return outcomes.isPut(node.leaf())
        ? position + outcomes.write(node.leaf(), out, position)
        : position;
  }

  private boolean onlyRemoves(PathTree node) {
    if (node.isLeaf()) {
      return actions.get(node.leaf()) instanceof Remove;
    }
    for (PathTree child : node.children()) {
      if (!onlyRemoves(child)) {
        return false;
      }
    }
    return true;
  }

  private int copy(int start, int end, int position) {
    out.putBytes(position, item, start, end - start);
    return end - start;
  }

  private static RequestException invalidPath() {
    return RequestException.validation(
        "The document path provided in the update expression is invalid for update");
  }
}
