package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.ReferencedPaths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What single conditions demand of a key attribute. */
final class KeyTest {
  private KeyTest() {}

  /** A comparison of an attribute with a constant, the attribute on the left. */
  record Comparison(String attribute, Comparator comparator, Slice value) {}

  /** The comparison that a condition is, null if it is something else. */
  static @Nullable Comparison comparison(Condition condition) {
    return switch (condition) {
      case Condition.Compare(Comparator comparator, PathOperand(Path path), Constant(Slice value))
          when path.isTopLevel() ->
          new Comparison(path.head().text(), comparator, value);
      case Condition.Compare(Comparator comparator, Constant(Slice value), PathOperand(Path path))
          when path.isTopLevel() ->
          new Comparison(path.head().text(), flipped(comparator), value);
      default -> null;
    };
  }

  /** Whether a condition is {@code attribute = constant}. */
  static @Nullable Slice equality(Condition condition, String attribute) {
    Comparison comparison = comparison(condition);
    return comparison != null
            && comparison.comparator == Comparator.EQ
            && comparison.attribute.equals(attribute)
        ? comparison.value
        : null;
  }

  /** The values of {@code attribute IN [constants]}, null if the condition is something else. */
  static @Nullable List<Slice> candidates(Condition condition, String attribute) {
    if (!(condition instanceof Condition.In(Operand value, List<Operand> operands))
        || !isAttribute(value, attribute)) {
      return null;
    }
    List<Slice> candidates = new ArrayList<>(operands.size());
    for (Operand operand : operands) {
      if (!(operand instanceof Constant(Slice candidate))) {
        return null;
      }
      candidates.add(candidate);
    }
    return candidates;
  }

  static boolean isAttribute(Operand operand, String attribute) {
    return operand instanceof PathOperand(Path path)
        && path.isTopLevel()
        && path.head().text().equals(attribute);
  }

  /** Whether a condition looks at an attribute. */
  static boolean mentions(Condition condition, String attribute) {
    for (Path path : ReferencedPaths.of(condition)) {
      if (path.head().text().equals(attribute)) {
        return true;
      }
    }
    return false;
  }

  /** Takes a conjunction apart. */
  static List<Condition> conjuncts(Condition condition) {
    List<Condition> conjuncts = new ArrayList<>();
    collect(condition, conjuncts);
    return conjuncts;
  }

  private static void collect(Condition condition, List<Condition> conjuncts) {
    if (condition instanceof Condition.And(Condition left, Condition right)) {
      collect(left, conjuncts);
      collect(right, conjuncts);
    } else {
      conjuncts.add(condition);
    }
  }

  /** The conjunction of conditions, null for none. */
  static @Nullable Condition all(List<Condition> conditions) {
    Condition all = null;
    for (Condition condition : conditions) {
      all = all == null ? condition : new Condition.And(all, condition);
    }
    return all;
  }

  private static Comparator flipped(Comparator comparator) {
    return switch (comparator) {
      case EQ, NE -> comparator;
      case LT -> Comparator.GT;
      case LE -> Comparator.GE;
      case GT -> Comparator.LT;
      case GE -> Comparator.LE;
    };
  }
}
