package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a range of keys of the conditions of a Query: first, without knowing the table, it takes
 * them apart, then {@link #resolve} matches them with a key schema. The service reports faults in
 * these two steps too.
 */
public final class KeyConditionAnalyzer {
  /** The most key attributes of a table or local index. */
  public static final int MAX_TABLE_KEY_ATTRIBUTES = 2;

  /** The most key attributes of a global index. */
  public static final int MAX_INDEX_KEY_ATTRIBUTES = 8;

  private static final String NOT_SUPPORTED = "Query key condition not supported";

  private final List<KeyClause> clauses;

  private KeyConditionAnalyzer(List<KeyClause> clauses, int maxAttributes) {
    this.clauses = clauses;
    if (clauses.isEmpty() || clauses.size() > maxAttributes) {
      throw wrongCount();
    }
  }

  /**
   * Of a parsed {@code KeyConditionExpression}.
   *
   * @param maxAttributes how many conditions there may be: {@link #MAX_TABLE_KEY_ATTRIBUTES}, or
   *     {@link #MAX_INDEX_KEY_ATTRIBUTES} when the request names an index
   * @throws RequestException when it is no conjunction of conditions on single attributes
   */
  public static KeyConditionAnalyzer ofExpression(Condition condition, int maxAttributes) {
    return new KeyConditionAnalyzer(KeyClauseReader.read(condition), maxAttributes);
  }

  /**
   * Of the legacy {@code KeyConditions}: one condition for each attribute, with the attribute as
   * the first operand. Operators no index can answer are refused by {@link #resolve}.
   */
  public static KeyConditionAnalyzer ofLegacy(List<Condition> conditions, int maxAttributes) {
    List<KeyClause> clauses = new ArrayList<>(conditions.size());
    for (Condition condition : conditions) {
      clauses.add(KeyClauseReader.readLegacy(condition));
    }
    return new KeyConditionAnalyzer(clauses, maxAttributes);
  }

  /**
   * The range of keys of a table or index.
   *
   * @throws RequestException when the conditions do not fit the schema
   */
  public KeyCondition resolve(KeySchema schema) {
    int attributes = schema.hash().size() + schema.range().size();
    if (attributes == 1 && clauses.size() > 1) {
      throw RequestException.validation(NOT_SUPPORTED);
    }
    if (clauses.size() > Math.max(attributes, MAX_TABLE_KEY_ATTRIBUTES)) {
      throw attributes <= MAX_TABLE_KEY_ATTRIBUTES
          ? wrongCount()
          : RequestException.validation(NOT_SUPPORTED);
    }
    Map<String, KeyClause> byAttribute = new HashMap<>();
    for (KeyClause clause : clauses) {
      byAttribute.put(clause.attribute(), clause);
    }
    List<Slice> hashValues = hashValues(schema.hash(), byAttribute);
    return range(schema.range(), byAttribute, hashValues);
  }

  private static List<Slice> hashValues(List<KeyAttribute> hash, Map<String, KeyClause> clauses) {
    List<Slice> values = new ArrayList<>(hash.size());
    for (KeyAttribute attribute : hash) {
      KeyClause clause = clauses.remove(attribute.name());
      if (clause == null) {
        throw missed(attribute);
      }
      check(clause, attribute);
      if (clause.test() != KeyClause.Test.EQ) {
        throw RequestException.validation(NOT_SUPPORTED);
      }
      refuseEmpty(clause, attribute);
      values.add(clause.values().getFirst());
    }
    return values;
  }

  private static KeyCondition range(
      List<KeyAttribute> range, Map<String, KeyClause> clauses, List<Slice> hashValues) {
    List<Slice> equals = new ArrayList<>(range.size());
    RangeTest test = null;
    for (KeyAttribute attribute : range) {
      if (clauses.isEmpty()) {
        break;
      }
      KeyClause clause = clauses.remove(attribute.name());
      if (clause == null) {
        throw missed(attribute);
      }
      check(clause, attribute);
      refuseEmpty(clause, attribute);
      if (test != null) {
        throw RequestException.validation(NOT_SUPPORTED);
      }
      if (clause.test() == KeyClause.Test.EQ) {
        equals.add(clause.values().getFirst());
      } else {
        test = rangeTest(clause);
      }
    }
    if (!clauses.isEmpty()) {
      throw RequestException.validation(NOT_SUPPORTED);
    }
    return new KeyCondition(hashValues, equals, test);
  }

  private static RangeTest rangeTest(KeyClause clause) {
    Slice low = clause.values().getFirst();
    @Nullable Slice high =
        clause.test() == KeyClause.Test.BETWEEN ? clause.values().getLast() : null;
    return new RangeTest(operator(clause.test()), low, high);
  }

  private static RangeTest.Operator operator(KeyClause.Test test) {
    return switch (test) {
      case LT -> RangeTest.Operator.LT;
      case LE -> RangeTest.Operator.LE;
      case GT -> RangeTest.Operator.GT;
      case GE -> RangeTest.Operator.GE;
      case BETWEEN -> RangeTest.Operator.BETWEEN;
      case BEGINS_WITH -> RangeTest.Operator.BEGINS_WITH;
      case EQ, NOT_INDEXABLE -> throw new IllegalArgumentException("no range: " + test);
    };
  }

  private static void check(KeyClause clause, KeyAttribute attribute) {
    if (clause.test() == KeyClause.Test.NOT_INDEXABLE) {
      throw RequestException.validation(
          "Attempted conditional constraint is not an indexable operation");
    }
    for (Slice value : clause.values()) {
      if (Values.tag(value) != attribute.type().tag()) {
        throw RequestException.validation(
            "One or more parameter values were invalid: "
                + "Condition parameter type does not match schema type");
      }
    }
  }

  private static void refuseEmpty(KeyClause clause, KeyAttribute attribute) {
    for (Slice value : clause.values()) {
      refuseEmpty(value, attribute);
    }
  }

  private static void refuseEmpty(Slice value, KeyAttribute attribute) {
    byte tag = Values.tag(value);
    if (tag != ValueDescriptor.NUMBER
        && ValueScanner.payloadLength(value.buffer(), value.offset()) == 0) {
      throw RequestException.validation(
          "One or more parameter values are not valid. The AttributeValue for a key attribute"
              + " cannot contain an empty "
              + (tag == ValueDescriptor.STRING ? "string" : "binary")
              + " value. Key: "
              + attribute.name());
    }
  }

  private static RequestException missed(KeyAttribute attribute) {
    return RequestException.validation(
        "Query condition missed key schema element: " + attribute.name());
  }

  private static RequestException wrongCount() {
    return RequestException.validation("Conditions can be of length 1 or 2 only");
  }
}
