package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateAction;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an update says about keys without looking at the item: keys of the table must not be
 * changed, keys of indexes must stay scalars of their type. What only the item decides is checked
 * where the update is carried out.
 */
public final class UpdateChecks {
  private UpdateChecks() {}

  /** Refuses what the update may not do to keys. */
  public static void check(TableSchema schema, Update update) {
    for (KeyAttribute key : attributes(schema.keys())) {
      if (anyOn(key, update)) {
        throw RequestException.validation(
            "One or more parameter values were invalid: Cannot update attribute "
                + key.name()
                + ". This attribute is part of the key");
      }
    }
    if (ConsumedCapacity.hasIndexes(schema)) {
      indexesByName(schema).forEach((index, keys) -> checkIndex(index, keys, update));
    }
    KeyPathChecks.check(schema, update);
  }

  private static void checkIndex(String index, KeySchema keys, Update update) {
    for (KeyAttribute key : attributes(keys)) {
      for (UpdateAction action : update.actions()) {
        if (action.path().isTopLevel() && action.path().head().text().equals(key.name())) {
          checkAction(index, key, action, update.legacy());
        }
      }
    }
  }

  private static void checkAction(
      String index, KeyAttribute key, UpdateAction action, boolean legacy) {
    Slice value = constant(action);
    if (value == null) {
      return;
    }
    byte tag = ValueScanner.tag(value.buffer(), value.offset());
    if (tag != key.type().tag()) {
      if (legacy) {
        throw IndexKeyChecks.typeMismatch(key, AttributeType.ofTag(tag), index);
      }
      throw RequestException.validation(
          "The update expression attempted to update the secondary index key to unsupported type");
    }
    if (ValueScanner.payloadLength(value.buffer(), value.offset()) == 0) {
      throw RequestException.validation(
          "One or more parameter values are not valid. The update expression attempted to update a"
              + " secondary index key to a value that is not supported. The AttributeValue for a"
              + " key attribute cannot contain an empty "
              + KeyChecks.emptyKind(key)
              + " value.");
    }
  }

  /** The value an action certainly leaves behind or adds up, null when the item decides. */
  private static @Nullable Slice constant(UpdateAction action) {
    return switch (action) {
      case UpdateAction.Set(var path, Constant(var value)) -> value;
      case UpdateAction.Set set -> null;
      case UpdateAction.Add(var path, Constant(var value)) -> value;
      case UpdateAction.Remove remove -> null;
      case UpdateAction.Delete delete -> null;
    };
  }

  private static boolean anyOn(KeyAttribute key, Update update) {
    for (UpdateAction action : update.actions()) {
      if (action.path().head().text().equals(key.name())) {
        return true;
      }
    }
    return false;
  }

  private static Map<String, KeySchema> indexesByName(TableSchema schema) {
    Map<String, KeySchema> indexes = new TreeMap<>();
    for (GlobalIndex index : schema.globalIndexes()) {
      indexes.put(index.name(), index.keys());
    }
    for (LocalIndex index : schema.localIndexes()) {
      indexes.put(index.name(), index.keys());
    }
    return indexes;
  }

  private static List<KeyAttribute> attributes(KeySchema keys) {
    List<KeyAttribute> all = new ArrayList<>(keys.hash());
    all.addAll(keys.range());
    return all;
  }
}
