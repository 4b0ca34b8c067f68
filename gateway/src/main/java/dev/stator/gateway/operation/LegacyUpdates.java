package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateAction;
import dev.stator.gateway.json.AttributeValue;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads, checks and translates {@code AttributeUpdates}. */
final class LegacyUpdates {
  private static final String INVALID = "One or more parameter values were invalid: ";

  private LegacyUpdates() {}

  /** The update that the map states. */
  static Update read(Map<String, Structure> updates) {
    List<UpdateAction> actions = new ArrayList<>(updates.size());
    updates.forEach((attribute, update) -> actions.add(action(attribute, update)));
    return new Update(actions, true);
  }

  private static UpdateAction action(String attribute, Structure update) {
    RequestChecks.named(attribute);
    Path path = Path.ofAttribute(attribute);
    String action = update.string("Action");
    AttributeValue value = update.value("Value");
    if (value == null) {
      if (!"DELETE".equals(action)) {
        throw RequestException.validation(
            INVALID + "Only DELETE action is allowed when no attribute value is specified");
      }
      return new UpdateAction.Remove(path);
    }
    RequestChecks.refuse(value.problem());
    Slice encoded = value.value().copy();
    Operand.Constant constant = new Operand.Constant(encoded);
    AttributeType type = AttributeType.ofTag(ValueScanner.tag(encoded.buffer(), encoded.offset()));
    if ("ADD".equals(action)) {
      checkAdded(type);
      return new UpdateAction.Add(path, constant);
    }
    if ("DELETE".equals(action)) {
      checkDeleted(type);
      return new UpdateAction.Delete(path, constant);
    }
    return new UpdateAction.Set(path, constant);
  }

  private static void checkAdded(AttributeType type) {
    switch (type) {
      case N, SS, NS, BS, L -> {}
      case S, B, BOOL, NULL, M ->
          throw RequestException.validation(
              INVALID + "ADD action is not supported for the type " + type);
    }
  }

  private static void checkDeleted(AttributeType type) {
    switch (type) {
      case SS, NS, BS -> {}
      case S, N, B, BOOL, NULL, M, L ->
          throw RequestException.validation(
              INVALID + "DELETE action with value is not supported for the type " + type);
    }
  }
}
