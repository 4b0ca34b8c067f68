package dev.stator.jmh;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An item with a string key {@code pk}, a number key {@code sk}, and then string attributes {@code
 * attribute0}, {@code attribute1}, ...
 */
final class SampleItem {
  static final KeySchema KEYS =
      new KeySchema(
          List.of(new KeyAttribute("pk", ScalarType.S)),
          List.of(new KeyAttribute("sk", ScalarType.N)));

  final MutableDirectBuffer buffer = new ExpandableArrayBuffer(1024);
  final int length;

  SampleItem(int attributes, int valueLength) {
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("pk");
    writer.string("customer#00012345");
    writer.name("sk");
    writer.number("1764000000.123");
    for (int i = 0; i < attributes; i++) {
      writer.name("attribute" + i);
      writer.string("v".repeat(valueLength));
    }
    length = writer.position();
  }
}
