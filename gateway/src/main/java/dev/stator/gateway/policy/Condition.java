package dev.stator.gateway.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a statement.
 *
 * @param quantifier how several values of a request count
 * @param comparison null for the operator {@code Null}, whose value says whether the key is missing
 * @param negated whether no value may match
 * @param ifExists whether a request without the key passes
 */
record Condition(
    ConditionKey key,
    Quantifier quantifier,
    @Nullable Comparison comparison,
    boolean negated,
    boolean ifExists,
    List<String> values) {

  /** How several values of a request count. */
  enum Quantifier {
    SINGLE,
    ALL,
    ANY
  }

  Condition {
    values = List.copyOf(values);
  }

  boolean holds(RequestContext request) {
    List<String> given = request.values(key);
    if (comparison == null) {
      return values.contains(Boolean.toString(given.isEmpty()));
    }
    if (given.isEmpty()) {
      return switch (quantifier) {
        case ALL -> true;
        case ANY -> ifExists;
        case SINGLE -> ifExists || negated;
      };
    }
    return quantifier == Quantifier.ALL
        ? given.stream().allMatch(value -> matches(comparison, value, request))
        : given.stream().anyMatch(value -> matches(comparison, value, request));
  }

  private boolean matches(Comparison operator, String given, RequestContext request) {
    for (String value : values) {
      if (operator.matches(given, Variables.replace(value, request.user()))) {
        return !negated;
      }
    }
    return negated;
  }
}
