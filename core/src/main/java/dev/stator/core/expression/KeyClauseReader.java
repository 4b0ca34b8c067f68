package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition.And;
import dev.stator.core.expression.Condition.AttributeExists;
import dev.stator.core.expression.Condition.AttributeNotExists;
import dev.stator.core.expression.Condition.BeginsWith;
import dev.stator.core.expression.Condition.Between;
import dev.stator.core.expression.Condition.Compare;
import dev.stator.core.expression.Condition.Contains;
import dev.stator.core.expression.Condition.HasType;
import dev.stator.core.expression.Condition.In;
import dev.stator.core.expression.Condition.Not;
import dev.stator.core.expression.Condition.Or;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Operand.SizeOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes a key condition expression apart into clauses, and refuses what is none. */
final class KeyClauseReader {
  private static final String INVALID_CONDITION = "Invalid condition in KeyConditionExpression: ";

  private final List<KeyClause> clauses = new ArrayList<>(2);
  private final Set<String> attributes = new HashSet<>();

  private KeyClauseReader() {}

  static List<KeyClause> read(Condition condition) {
    KeyClauseReader reader = new KeyClauseReader();
    reader.visit(condition);
    return reader.clauses;
  }

  /** A clause of the legacy {@code KeyConditions}. */
  static KeyClause readLegacy(Condition condition) {
    return switch (condition) {
      case Compare(Comparator comparator, PathOperand(Path path), Constant(Slice value)) ->
          legacy(path, KeyClause.Test.of(comparator), value);
      case BeginsWith(PathOperand(Path path), Constant(Slice prefix)) ->
          legacy(path, KeyClause.Test.BEGINS_WITH, prefix);
      case Between(PathOperand(Path path), Constant(Slice low), Constant(Slice high)) ->
          legacy(path, KeyClause.Test.BETWEEN, low, high);
      default -> legacy(ReferencedPaths.of(condition).getFirst(), KeyClause.Test.NOT_INDEXABLE);
    };
  }

  private static KeyClause legacy(Path path, KeyClause.Test test, Slice... values) {
    return new KeyClause(path.head().text(), test, List.of(values));
  }

  private void visit(Condition condition) {
    switch (condition) {
      case And(Condition left, Condition right) -> {
        visit(left);
        visit(right);
      }
      case Or _ -> throw invalidOperator("OR");
      case Not _ -> throw invalidOperator("NOT");
      case In _ -> throw invalidOperator("IN");
      case AttributeExists _ -> throw invalidOperator("attribute_exists");
      case AttributeNotExists _ -> throw invalidOperator("attribute_not_exists");
      case HasType _ -> throw invalidOperator("attribute_type");
      case Contains _ -> throw invalidOperator("contains");
      case Compare(Comparator comparator, Operand left, Operand right) -> {
        if (comparator == Comparator.NE) {
          throw invalidOperator(comparator.symbol());
        }
        add(KeyClause.Test.of(comparator), left, right);
      }
      case Between(Operand value, Operand low, Operand high) -> {
        requireAttributeFirst("BETWEEN", value);
        add(KeyClause.Test.BETWEEN, value, low, high);
      }
      case BeginsWith(Operand operand, Operand prefix) -> {
        requireAttributeFirst("begins_with", operand);
        add(KeyClause.Test.BEGINS_WITH, operand, prefix);
      }
    }
  }

  private void add(KeyClause.Test test, Operand... operands) {
    String attribute = attributeOf(operands);
    if (!attributes.add(attribute)) {
      throw RequestException.validation(
          "KeyConditionExpressions must only contain one condition per key");
    }
    List<Slice> values = new ArrayList<>(operands.length - 1);
    for (Operand operand : operands) {
      if (operand instanceof Constant(Slice value)) {
        values.add(value);
      }
    }
    boolean attributeFirst = operands[0] instanceof PathOperand;
    clauses.add(new KeyClause(attribute, attributeFirst ? test : test.flipped(), values));
  }

  private static String attributeOf(Operand[] operands) {
    String attribute = "";
    boolean found = false;
    for (Operand operand : operands) {
      switch (operand) {
        case SizeOf _ ->
            throw RequestException.validation(
                "KeyConditionExpressions cannot contain nested operations");
        case PathOperand(Path path) -> {
          if (found) {
            throw invalidCondition("Multiple attribute names used in one condition");
          }
          if (!path.isTopLevel()) {
            throw RequestException.validation(
                "KeyConditionExpressions cannot have conditions on nested attributes");
          }
          found = true;
          attribute = path.head().text();
        }
        case Constant _ -> {}
      }
    }
    if (!found) {
      throw invalidCondition("No key attribute specified");
    }
    return attribute;
  }

  private static void requireAttributeFirst(String operator, Operand first) {
    if (!(first instanceof PathOperand)) {
      throw invalidCondition(
          operator + " operator must have the key attribute as its first operand");
    }
  }

  private static RequestException invalidCondition(String reason) {
    return RequestException.validation(INVALID_CONDITION + reason);
  }

  private static RequestException invalidOperator(String operator) {
    return RequestException.validation(
        "Invalid operator used in KeyConditionExpression: " + operator);
  }
}
