package dev.stator.core.expression;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.util.List;
import org.agrona.DirectBuffer;

/** Finds the value at a document path of an encoded item. */
final class PathFinder {
  static final int NOT_FOUND = -1;

  private PathFinder() {}

  /** The offset of the value's tag, or {@link #NOT_FOUND}. Does not allocate. */
  static int find(Path path, DirectBuffer item, int offset, int length) {
    List<PathElement> elements = path.elements();
    int at = ItemScanner.find(item, offset, length, path.head().utf8());
    for (int i = 1; i < elements.size() && at != NOT_FOUND; i++) {
      at = step(elements.get(i), item, at);
    }
    return at;
  }

  private static int step(PathElement element, DirectBuffer buffer, int value) {
    byte tag = ValueScanner.tag(buffer, value);
    return switch (element) {
      case Name name ->
          tag == ValueDescriptor.MAP
              ? ItemScanner.find(
                  buffer,
                  ValueScanner.payloadOffset(buffer, value),
                  ValueScanner.payloadLength(buffer, value),
                  name.utf8())
              : NOT_FOUND;
      case Index index ->
          tag == ValueDescriptor.LIST
              ? ValueScanner.elementAt(
                  buffer, value, (int) Math.min(index.value(), Integer.MAX_VALUE))
              : NOT_FOUND;
    };
  }
}
