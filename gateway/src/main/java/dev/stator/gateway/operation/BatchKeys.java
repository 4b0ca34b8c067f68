package dev.stator.gateway.operation;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.json.AttributeMap;
import java.util.List;

/** Refuses batches that touch one item twice. Batches are small: every pair is compared. */
final class BatchKeys {
  private BatchKeys() {}

  /** Compares keys whose table is not known yet: all their attributes. */
  static void checkDistinct(List<AttributeMap> keys) {
    for (int i = 1; i < keys.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (equal(keys.get(i), keys.get(j))) {
          throw duplicates();
        }
      }
    }
  }

  /** Compares items and keys of a table by its key attributes, which all of them have. */
  static void checkDistinct(KeySchema schema, List<Slice> items) {
    for (int i = 1; i < items.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (equal(schema.hash(), items.get(i), items.get(j))
            && equal(schema.range(), items.get(i), items.get(j))) {
          throw duplicates();
        }
      }
    }
  }

  private static boolean equal(AttributeMap left, AttributeMap right) {
    if (left.count() != right.count()) {
      return false;
    }
    Slice a = left.item();
    Slice b = right.item();
    AttributeCursor cursor = new AttributeCursor().wrap(a.buffer(), a.offset(), a.length());
    while (cursor.next()) {
      int other =
          ItemScanner.find(
              b.buffer(),
              b.offset(),
              b.length(),
              a.buffer(),
              cursor.nameOffset(),
              cursor.nameLength());
      if (other < 0 || !ValueScanner.equal(a.buffer(), cursor.valueOffset(), b.buffer(), other)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two items agree in these attributes, which both have. */
  static boolean equal(List<KeyAttribute> attributes, Slice left, Slice right) {
    for (KeyAttribute attribute : attributes) {
      int a = KeyChecks.find(attribute, left);
      int b = KeyChecks.find(attribute, right);
      if (!ValueScanner.equal(left.buffer(), a, right.buffer(), b)) {
        return false;
      }
    }
    return true;
  }

  private static RequestException duplicates() {
    return RequestException.validation("Provided list of item keys contains duplicates");
  }
}
