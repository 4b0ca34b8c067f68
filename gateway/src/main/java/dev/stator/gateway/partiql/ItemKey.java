package dev.stator.gateway.partiql;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one item a where clause names by equalities on all key attributes.
 *
 * @param key an item of the key attributes
 * @param others the conditions beside the key
 */
record ItemKey(Slice key, List<Condition> others) {
  /** What becomes of a second, different value for a key attribute. */
  enum SecondValue {
    REFUSED,
    CONDITION
  }

  ItemKey {
    others = List.copyOf(others);
  }

  /** The key in a clause; null when it has none. */
  static @Nullable ItemKey find(@Nullable Condition where, KeySchema keys, SecondValue second) {
    List<Condition> others = where == null ? new ArrayList<>() : KeyTest.conjuncts(where);
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    List<KeyAttribute> attributes = new ArrayList<>(keys.hash());
    attributes.addAll(keys.range());
    for (KeyAttribute attribute : attributes) {
      Slice value = takeValue(attribute.name(), others, second);
      if (value == null) {
        return null;
      }
      writer.name(attribute.name());
      writer.value(value.buffer(), value.offset(), value.length());
    }
    return new ItemKey(new Slice(buffer, 0, writer.position()), others);
  }

  /** The key with these values, which the schema names in order. */
  static Slice of(KeySchema keys, Slice hash, @Nullable Slice sort) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name(keys.hash().getFirst().name());
    writer.value(hash.buffer(), hash.offset(), hash.length());
    if (sort != null && !keys.range().isEmpty()) {
      writer.name(keys.range().getFirst().name());
      writer.value(sort.buffer(), sort.offset(), sort.length());
    }
    return new Slice(buffer, 0, writer.position());
  }

  /** Takes the equalities on an attribute out of the conditions. */
  private static @Nullable Slice takeValue(
      String attribute, List<Condition> conditions, SecondValue second) {
    Slice value = null;
    for (int i = 0; i < conditions.size(); i++) {
      Slice found = KeyTest.equality(conditions.get(i), attribute);
      if (found == null) {
        continue;
      }
      if (value == null || isEqual(value, found)) {
        value = found;
        conditions.remove(i--);
      } else if (second == SecondValue.REFUSED) {
        throw RequestException.validation(
            "Multiple conditions on same key "
                + attribute
                + ". Only single item Update/Insert/Delete are supported");
      }
    }
    return value;
  }

  private static boolean isEqual(Slice left, Slice right) {
    return ValueScanner.equal(left.buffer(), left.offset(), right.buffer(), right.offset());
  }
}
