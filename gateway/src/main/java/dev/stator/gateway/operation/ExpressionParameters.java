package dev.stator.gateway.operation;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionParser;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.Placeholders;
import dev.stator.core.expression.Update;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The expressions of one request with the names and values they refer to. The methods that parse
 * are called in the order in which the service tells faults: update, condition, key condition,
 * filter, projection, and {@link #checkUsed} at last.
 */
final class ExpressionParameters {
  private static final String NAMES = "ExpressionAttributeNames";
  private static final String VALUES = "ExpressionAttributeValues";

  private final Structure request;
  private final Placeholders placeholders;

  private ExpressionParameters(Structure request, Placeholders placeholders) {
    this.request = request;
    this.placeholders = placeholders;
  }

  /** Checks names and values for themselves. */
  static ExpressionParameters read(Structure request) {
    Map<String, String> names = request.stringMap(NAMES);
    if (names != null) {
      Placeholders.checkNames(names);
    }
    AttributeMap values = request.shape().indexOf(VALUES) < 0 ? null : request.attributes(VALUES);
    if (values != null) {
      Placeholders.checkValues(references(values));
      RequestChecks.refuse(values.problemInExpressionValues());
    }
    return new ExpressionParameters(
        request, new Placeholders(names, values == null ? null : values.item()));
  }

  @Nullable Update update() {
    String text = request.string("UpdateExpression");
    return text == null ? null : ExpressionParser.update(text, placeholders);
  }

  @Nullable Condition condition() {
    String text = request.string("ConditionExpression");
    return text == null ? null : ExpressionParser.condition(text, placeholders);
  }

  @Nullable Condition keyCondition() {
    String text = request.string("KeyConditionExpression");
    return text == null ? null : ExpressionParser.keyCondition(text, placeholders);
  }

  @Nullable Condition filter() {
    String text = request.string("FilterExpression");
    return text == null ? null : ExpressionParser.filter(text, placeholders);
  }

  @Nullable ItemProjection projection() {
    String text = request.string("ProjectionExpression");
    return text == null ? null : ExpressionParser.projection(text, placeholders);
  }

  /** Refuses names and values that no expression used. */
  void checkUsed() {
    placeholders.checkAllUsed();
  }

  /** The projection that {@code AttributesToGet} states, without duplicates, null when absent. */
  static @Nullable ItemProjection attributesToGet(Structure request) {
    List<String> names = request.strings("AttributesToGet");
    if (names == null) {
      return null;
    }
    RequestChecks.distinct(names);
    List<Path> paths = new ArrayList<>(names.size());
    for (String name : names) {
      RequestChecks.named(name);
      paths.add(Path.ofAttribute(name));
    }
    return new ItemProjection(paths);
  }

  private static List<String> references(AttributeMap values) {
    if (values.problem() != null) {
      return values.names();
    }
    Slice item = values.item();
    List<String> references = new ArrayList<>(values.count());
    AttributeCursor cursor =
        new AttributeCursor().wrap(item.buffer(), item.offset(), item.length());
    while (cursor.next()) {
      references.add(
          item.buffer().getStringWithoutLengthUtf8(cursor.nameOffset(), cursor.nameLength()));
    }
    return references;
  }
}
