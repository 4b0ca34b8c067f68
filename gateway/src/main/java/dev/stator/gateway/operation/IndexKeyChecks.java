package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the attributes of an item that are keys of indexes can be such keys; they may be absent.
 * Of several indexes with a fault the one whose name comes first is told.
 */
public final class IndexKeyChecks {
  private final Slice item;
  private @Nullable String faultyIndex;
  private @Nullable KeyAttribute faultyKey;

  private IndexKeyChecks(Slice item) {
    this.item = item;
  }

  /** Checks an item that is put. */
  public static void item(TableSchema schema, Slice item) {
    List<LocalIndex> local = schema.localIndexes();
    List<GlobalIndex> global = schema.globalIndexes();
    if (local.isEmpty() && global.isEmpty()) {
      return;
    }
    IndexKeyChecks checks = new IndexKeyChecks(item);
    for (int i = 0; i < global.size(); i++) {
      checks.check(global.get(i).name(), global.get(i).keys());
    }
    for (int i = 0; i < local.size(); i++) {
      checks.check(local.get(i).name(), local.get(i).keys());
    }
    checks.throwFirst();
    for (int i = 0; i < global.size(); i++) {
      checks.sizes(global.get(i).keys());
    }
    for (int i = 0; i < local.size(); i++) {
      checks.sizes(local.get(i).keys());
    }
  }

  /** The refusal of a value of the wrong type for the key of an index. */
  static RequestException typeMismatch(KeyAttribute key, AttributeType actual, String index) {
    return RequestException.validation(
        "One or more parameter values were invalid: Type mismatch for Index Key "
            + key.name()
            + " Expected: "
            + key.type()
            + " Actual: "
            + actual
            + " IndexName: "
            + index);
  }

  private void check(String index, KeySchema keys) {
    if (faultyIndex != null && faultyIndex.compareTo(index) <= 0) {
      return;
    }
    KeyAttribute faulty = firstFaulty(keys.hash());
    if (faulty == null) {
      faulty = firstFaulty(keys.range());
    }
    if (faulty != null) {
      faultyIndex = index;
      faultyKey = faulty;
    }
  }

  private @Nullable KeyAttribute firstFaulty(List<KeyAttribute> keys) {
    for (int i = 0; i < keys.size(); i++) {
      KeyAttribute key = keys.get(i);
      int value = KeyChecks.find(key, item);
      if (value >= 0
          && (ValueScanner.tag(item.buffer(), value) != key.type().tag()
              || ValueScanner.payloadLength(item.buffer(), value) == 0)) {
        return key;
      }
    }
    return null;
  }

  private void throwFirst() {
    KeyAttribute key = faultyKey;
    if (key == null || faultyIndex == null) {
      return;
    }
    byte tag = ValueScanner.tag(item.buffer(), KeyChecks.find(key, item));
    if (tag != key.type().tag()) {
      throw typeMismatch(key, AttributeType.ofTag(tag), faultyIndex);
    }
    throw RequestException.validation(
        "One or more parameter values are not valid. A value specified for a secondary index key is"
            + " not supported. The AttributeValue for a key attribute cannot contain an empty "
            + KeyChecks.emptyKind(key)
            + " value. IndexName: "
            + faultyIndex
            + ", IndexKey: "
            + key.name());
  }

  private void sizes(KeySchema keys) {
    for (int i = 0; i < keys.hash().size(); i++) {
      int value = KeyChecks.find(keys.hash().get(i), item);
      if (value >= 0) {
        KeyChecks.hashSize(item, value);
      }
    }
    for (int i = 0; i < keys.range().size(); i++) {
      int value = KeyChecks.find(keys.range().get(i), item);
      if (value >= 0) {
        KeyChecks.rangeSize(item, value);
      }
    }
  }
}
