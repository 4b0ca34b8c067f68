package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.gateway.json.AttributeValue;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads, checks and translates {@code Expected}, {@code QueryFilter} and their kind. */
final class LegacyConditions {
  private static final String INVALID = "One or more parameter values were invalid: ";

  private LegacyConditions() {}

  /** The condition that {@code Expected} states, null when the request has none. */
  static @Nullable Condition expected(Structure request) {
    Map<String, Structure> expected = request.structureMap("Expected");
    checkOperator(request, expected);
    if (expected == null || expected.isEmpty()) {
      return null;
    }
    List<LegacyCondition> conditions = new ArrayList<>(expected.size());
    expected.forEach((attribute, entry) -> conditions.add(expectation(attribute, entry)));
    return join(conditions, isOr(request));
  }

  /** The filter of this member, checked but not yet a condition; empty when there is none. */
  static List<LegacyCondition> filter(Structure request, String member) {
    Map<String, Structure> filter = request.structureMap(member);
    checkOperator(request, filter);
    return read(filter);
  }

  /** The older form of the key condition, checked for itself. */
  static List<LegacyCondition> keyConditions(Structure request) {
    return read(request.structureMap("KeyConditions"));
  }

  /** Joins the conditions by {@code ConditionalOperator}. */
  static @Nullable Condition join(List<LegacyCondition> conditions, boolean or) {
    Condition joined = null;
    for (LegacyCondition condition : conditions) {
      Condition next = condition.toCondition();
      if (joined == null) {
        joined = next;
      } else {
        joined = or ? new Condition.Or(joined, next) : new Condition.And(joined, next);
      }
    }
    return joined;
  }

  static boolean isOr(Structure request) {
    return "OR".equals(request.string("ConditionalOperator"));
  }

  private static void checkOperator(
      Structure request, @Nullable Map<String, Structure> conditions) {
    if (!request.has("ConditionalOperator")) {
      return;
    }
    if (conditions == null || conditions.isEmpty()) {
      throw RequestException.validation(
          INVALID + "ConditionalOperator cannot be used without Filter or Expected");
    }
    if (conditions.size() == 1) {
      throw RequestException.validation(
          INVALID
              + "ConditionalOperator can only be used when Filter or Expected has two or more"
              + " elements");
    }
  }

  private static List<LegacyCondition> read(@Nullable Map<String, Structure> conditions) {
    if (conditions == null) {
      return List.of();
    }
    List<LegacyCondition> read = new ArrayList<>(conditions.size());
    conditions.forEach(
        (attribute, condition) ->
            read.add(
                new LegacyCondition(
                        attribute,
                        LegacyOperator.of(condition.requiredString("ComparisonOperator")),
                        values(condition.values("AttributeValueList")))
                    .check()));
    return read;
  }

  private static LegacyCondition expectation(String attribute, Structure entry) {
    RequestChecks.named(attribute);
    AttributeValue value = entry.value("Value");
    List<AttributeValue> list = entry.values("AttributeValueList");
    if (value != null && list != null) {
      throw refusal("Value and AttributeValueList cannot be used together", attribute);
    }
    String operator = entry.string("ComparisonOperator");
    if (operator != null) {
      return comparison(attribute, LegacyOperator.of(operator), entry);
    }
    if (list != null) {
      throw refusal("AttributeValueList can only be used with a ComparisonOperator", attribute);
    }
    return existence(attribute, entry.bool("Exists"), value);
  }

  private static LegacyCondition comparison(
      String attribute, LegacyOperator operator, Structure entry) {
    if (entry.has("Exists")) {
      throw refusal("Exists and ComparisonOperator cannot be used together", attribute);
    }
    AttributeValue value = entry.value("Value");
    List<AttributeValue> list = entry.values("AttributeValueList");
    if (value == null && list == null && !operator.takesNone()) {
      throw refusal(
          "Value or AttributeValueList must be used with ComparisonOperator: "
              + operator.wireName(),
          attribute);
    }
    List<Slice> values = value == null ? values(list) : List.of(valid(value));
    return new LegacyCondition(attribute, operator, values).check();
  }

  private static LegacyCondition existence(
      String attribute, @Nullable Boolean exists, @Nullable AttributeValue value) {
    if (Boolean.FALSE.equals(exists)) {
      if (value != null) {
        throw refusal("Value cannot be used when Exists is false", attribute);
      }
      return new LegacyCondition(attribute, LegacyOperator.NULL_, List.of());
    }
    if (value == null) {
      throw refusal("Value must be provided when Exists is " + exists, attribute);
    }
    return new LegacyCondition(attribute, LegacyOperator.EQ, List.of(valid(value)));
  }

  private static List<Slice> values(@Nullable List<AttributeValue> list) {
    if (list == null) {
      return List.of();
    }
    List<Slice> values = new ArrayList<>(list.size());
    for (AttributeValue value : list) {
      values.add(valid(value));
    }
    return values;
  }

  /** A copy, since a condition may be used after the next request has been read. */
  private static Slice valid(AttributeValue value) {
    RequestChecks.refuse(value.problem());
    return value.value().copy();
  }

  private static RequestException refusal(String what, String attribute) {
    return RequestException.validation(INVALID + what + " for Attribute: " + attribute);
  }
}
