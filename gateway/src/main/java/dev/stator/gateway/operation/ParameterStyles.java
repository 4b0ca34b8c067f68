package dev.stator.gateway.operation;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * The parameters of an operation that are expressions, and the older ones they must not be mixed
 * with; both in the order in which refusals list them.
 */
final class ParameterStyles {
  private static final String PROJECTION = "ProjectionExpression";
  private static final String KEY_CONDITION = "KeyConditionExpression";
  private static final String KEY_CONDITIONS = "KeyConditions";

  private final List<String> expressions;
  private final List<String> others;
  private final List<String> withValues;

  ParameterStyles(List<String> expressions, List<String> others) {
    this.expressions = List.copyOf(expressions);
    this.others = List.copyOf(others);
    withValues = expressions.stream().filter(name -> !name.equals(PROJECTION)).toList();
  }

  /** Refuses both styles together, and names or values without an expression to use them. */
  void check(Structure request) {
    boolean any = anyOf(expressions, request);
    if (any) {
      refuseOthers(request);
    }
    if (!any && request.has("ExpressionAttributeNames")) {
      throw RequestException.validation(
          "ExpressionAttributeNames can only be specified when using expressions");
    }
    if (!withValues.isEmpty()
        && request.has("ExpressionAttributeValues")
        && !anyOf(withValues, request)) {
      throw RequestException.validation(
          "ExpressionAttributeValues can only be specified when using expressions: "
              + String.join(" and ", withValues)
              + (withValues.size() > 1 ? " are null" : " is null"));
    }
  }

  /** Whether any of the expressions is there. */
  boolean hasExpression(Structure request) {
    return anyOf(expressions, request);
  }

  private void refuseOthers(Structure request) {
    List<String> mixed = present(others, request);
    if (mixed.contains(KEY_CONDITIONS) && !request.has(KEY_CONDITION)) {
      // Older key conditions may go with the newer filter and projection.
      mixed.remove(KEY_CONDITIONS);
    }
    if (!mixed.isEmpty()) {
      throw mixed(mixed, present(expressions, request));
    }
  }

  /** The refusal of both styles in one request. */
  static RequestException mixed(List<String> others, List<String> expressions) {
    return RequestException.validation(
        "Can not use both expression and non-expression parameters in the same request:"
            + " Non-expression parameters: {"
            + String.join(", ", others)
            + "} Expression parameters: {"
            + String.join(", ", expressions)
            + "}");
  }

  private static boolean anyOf(List<String> names, Structure request) {
    for (int i = 0; i < names.size(); i++) {
      if (request.has(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static List<String> present(List<String> names, Structure request) {
    List<String> found = new ArrayList<>();
    for (String name : names) {
      if (request.has(name)) {
        found.add(name);
      }
    }
    return found;
  }
}
