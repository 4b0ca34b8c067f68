package dev.stator.core.expression;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.Varint;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Applies outcomes to whole attributes: one pass over the item that copies the runs between them.
 */
final class AttributeRewriter {
  private static final int NONE = -1;

  private final AttributeCursor attributes = new AttributeCursor();

  /** Writes the changed item; returns its length. Does not allocate. */
  int rewrite(
      List<UpdateAction> actions,
      Outcomes outcomes,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset) {
    int position = outOffset;
    int runStart = offset;
    int attributeStart = offset;
    attributes.wrap(item, offset, length);
    while (attributes.next()) {
      int valueOffset = attributes.valueOffset();
      int attributeEnd = valueOffset + attributes.valueLength();
      int action = actionOn(actions, item, attributes.nameOffset(), attributes.nameLength());
      if (action != NONE && (outcomes.isPut(action) || outcomes.isRemove(action))) {
        boolean isPut = outcomes.isPut(action);
        int runEnd = isPut ? valueOffset : attributeStart;
        position += copy(item, runStart, runEnd, out, position);
        position += isPut ? outcomes.write(action, out, position) : 0;
        outcomes.finish(action);
        runStart = attributeEnd;
      }
      attributeStart = attributeEnd;
    }
    position += copy(item, runStart, offset + length, out, position);
    return appendNew(actions, outcomes, out, position) - outOffset;
  }

  /** Writes a new attribute; returns the position behind it. */
  static int append(
      byte[] name, int action, Outcomes outcomes, MutableDirectBuffer out, int start) {
    int position = start + Varint.put(out, start, name.length);
    out.putBytes(position, name);
    position += name.length;
    return position + outcomes.write(action, out, position);
  }

  private static int appendNew(
      List<UpdateAction> actions, Outcomes outcomes, MutableDirectBuffer out, int start) {
    int position = start;
    for (int i = 0; i < outcomes.count(); i++) {
      if (outcomes.isPut(i) && !outcomes.isFinished(i)) {
        position = append(actions.get(i).path().head().utf8(), i, outcomes, out, position);
      }
    }
    return position;
  }

  private static int actionOn(List<UpdateAction> actions, DirectBuffer item, int name, int length) {
    for (int i = 0; i < actions.size(); i++) {
      if (isNamed(actions.get(i).path().head().utf8(), item, name, length)) {
        return i;
      }
    }
    return NONE;
  }

  private static boolean isNamed(byte[] expected, DirectBuffer item, int name, int length) {
    if (expected.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (expected[i] != item.getByte(name + i)) {
        return false;
      }
    }
    return true;
  }

  private static int copy(
      DirectBuffer item, int start, int end, MutableDirectBuffer out, int position) {
    out.putBytes(position, item, start, end - start);
    return end - start;
  }
}
