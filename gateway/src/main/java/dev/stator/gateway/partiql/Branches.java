package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.Operand.PathOperand;
import dev.stator.core.expression.Path;
import dev.stator.core.model.KeySchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a where clause into branches that each name a partition key, where all its alternatives
 * do. Only alternatives that look at keys are split; all others are filters.
 */
final class Branches {
  private static final int MAX_READS = 50;

  private final String hash;
  private final @Nullable String sort;

  private Branches(KeySchema keys) {
    hash = keys.hash().getFirst().name();
    sort = keys.range().isEmpty() ? null : keys.range().getFirst().name();
  }

  /** The branches in the order of their keys; null when the clause does not name keys. */
  static @Nullable List<Branch> of(@Nullable Condition where, KeySchema keys) {
    Branches branches = new Branches(keys);
    if (where == null || !branches.pins(where)) {
      return null;
    }
    List<Branch> found = new ArrayList<>();
    for (List<Condition> conditions : branches.split(where)) {
      found.add(Branch.of(keys, conditions));
    }
    found.sort(Branches::compare);
    return found;
  }

  private static int compare(Branch one, Branch two) {
    int order = SortRange.compare(one.hash(), two.hash());
    return order != 0 ? order : SortRange.byLower(one.sort(), two.sort());
  }

  /** Refuses branches of one partition key that can select the same item. */
  static void refuseOverlaps(List<Branch> branches) {
    for (int i = 0; i < branches.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (overlap(branches.get(i), branches.get(j))) {
          throw RequestException.validation(
              "Overlapping conditions with range keys are not supported in where clause");
        }
      }
    }
  }

  private static boolean overlap(Branch one, Branch two) {
    return !one.isEmpty()
        && !two.isEmpty()
        && !one.sort().isExempt()
        && !two.sort().isExempt()
        && SortRange.compare(one.hash(), two.hash()) == 0
        && one.sort().overlaps(two.sort());
  }

  /** Whether what meets the condition has one of certain partition keys. */
  private boolean pins(Condition condition) {
    return switch (condition) {
      case Condition.And(Condition left, Condition right) -> pins(left) || pins(right);
      case Condition.Or(Condition left, Condition right) -> pins(left) && pins(right);
      default ->
          KeyTest.equality(condition, hash) != null || KeyTest.candidates(condition, hash) != null;
    };
  }

  private List<List<Condition>> split(Condition condition) {
    return switch (condition) {
      case Condition.And(Condition left, Condition right) -> product(split(left), split(right));
      case Condition.Or(Condition left, Condition right) when looksAtKeys(condition) -> {
        List<List<Condition>> both = new ArrayList<>(split(left));
        both.addAll(split(right));
        yield limited(both);
      }
      case Condition.In(PathOperand(Path path), _) -> candidates(condition, path);
      default -> List.of(List.of(condition));
    };
  }

  private List<List<Condition>> candidates(Condition in, Path path) {
    List<Slice> values = KeyTest.candidates(in, hash);
    if (values == null && sort != null) {
      values = KeyTest.candidates(in, sort);
    }
    if (values == null) {
      return List.of(List.of(in));
    }
    List<List<Condition>> equalities = new ArrayList<>(values.size());
    Operand attribute = new PathOperand(path);
    for (Slice value : values) {
      equalities.add(List.of(new Condition.Compare(Comparator.EQ, attribute, new Constant(value))));
    }
    return limited(equalities);
  }

  private boolean looksAtKeys(Condition condition) {
    String sortKey = sort;
    return KeyTest.mentions(condition, hash)
        || (sortKey != null && KeyTest.mentions(condition, sortKey));
  }

  private static List<List<Condition>> product(
      List<List<Condition>> left, List<List<Condition>> right) {
    if (left.size() * right.size() > MAX_READS) {
      throw tooMany();
    }
    List<List<Condition>> product = new ArrayList<>(left.size() * right.size());
    for (List<Condition> first : left) {
      for (List<Condition> second : right) {
        List<Condition> both = new ArrayList<>(first);
        both.addAll(second);
        product.add(both);
      }
    }
    return product;
  }

  private static List<List<Condition>> limited(List<List<Condition>> branches) {
    if (branches.size() > MAX_READS) {
      throw tooMany();
    }
    return branches;
  }

  private static RequestException tooMany() {
    return RequestException.validation("Too many decomposed read operations for a given query.");
  }
}
