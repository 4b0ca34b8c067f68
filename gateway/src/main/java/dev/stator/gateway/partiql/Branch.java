package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.Operand;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conjunction of conditions that names one partition key: what a query reads, and the filter for
 * what it cannot tell.
 *
 * @param hash the value of the partition key
 * @param sort the range of the sort key
 * @param filters the conditions that the key does not decide
 * @param contradictory whether it names two partition keys, so that nothing meets it
 */
record Branch(Slice hash, SortRange sort, List<Condition> filters, boolean contradictory) {
  Branch {
    filters = List.copyOf(filters);
  }

  /** Of conditions of which one at least is an equality on the partition key. */
  static Branch of(KeySchema keys, List<Condition> conditions) {
    return new Reader(keys).read(conditions);
  }

  boolean isEmpty() {
    return contradictory || sort.isEmpty();
  }

  /** Whether it names one item of a table with these keys and asks nothing else. */
  boolean isKey(KeySchema keys) {
    return !isEmpty() && filters.isEmpty() && (keys.range().isEmpty() || sort.single() != null);
  }

  KeyCondition keyCondition() {
    Slice single = sort.single();
    if (single != null) {
      return new KeyCondition(List.of(hash), List.of(single), null);
    }
    @Nullable RangeTest test = sort.test();
    return new KeyCondition(List.of(hash), List.of(), test);
  }

  @Nullable Condition filter() {
    return KeyTest.all(filters);
  }

  private static final class Reader {
    private final KeyAttribute hashKey;
    private final @Nullable KeyAttribute sortKey;
    private final SortRange sort = new SortRange();
    private final List<Condition> filters = new ArrayList<>();
    private final List<Condition> prefixes = new ArrayList<>();
    private final List<Condition> exclusive = new ArrayList<>();
    private @Nullable Slice hash;
    private boolean contradictory;

    Reader(KeySchema keys) {
      hashKey = keys.hash().getFirst();
      sortKey = keys.range().isEmpty() ? null : keys.range().getFirst();
    }

    Branch read(List<Condition> conditions) {
      for (Condition condition : conditions) {
        Slice value = KeyTest.equality(condition, hashKey.name());
        if (value != null) {
          hash(value);
        } else if (sortKey == null || !narrows(sortKey, condition)) {
          filters.add(condition);
          noteNegation(condition);
        }
      }
      keepWhatTheRangeCannotTell();
      Slice found = hash;
      if (found == null) {
        throw new IllegalArgumentException("no partition key: " + conditions);
      }
      return new Branch(found, sort, filters, contradictory);
    }

    private void hash(Slice value) {
      requireType(hashKey, value);
      Slice known = hash;
      if (known == null) {
        hash = value;
      } else {
        contradictory |= SortRange.compare(known, value) != 0;
      }
    }

    /** Narrows the range of the sort key by the condition, if it is one on the sort key. */
    private boolean narrows(KeyAttribute key, Condition condition) {
      KeyTest.Comparison comparison = KeyTest.comparison(condition);
      if (comparison != null) {
        return comparison.attribute().equals(key.name()) && compares(key, condition, comparison);
      }
      return switch (condition) {
        case Condition.Between(Operand value, Constant(Slice low), Constant(Slice high))
            when KeyTest.isAttribute(value, key.name()) -> {
          requireType(key, low);
          requireType(key, high);
          sort.between(low, high);
          yield true;
        }
        case Condition.BeginsWith(Operand value, Constant(Slice prefix))
            when KeyTest.isAttribute(value, key.name()) -> {
          requireType(key, prefix);
          sort.beginsWith(prefix);
          prefixes.add(condition);
          yield true;
        }
        default -> false;
      };
    }

    private boolean compares(KeyAttribute key, Condition condition, KeyTest.Comparison comparison) {
      if (comparison.comparator() == Comparator.NE) {
        return false;
      }
      requireType(key, comparison.value());
      sort.compare(comparison.comparator(), comparison.value());
      if (comparison.comparator() == Comparator.LT || comparison.comparator() == Comparator.GT) {
        exclusive.add(condition);
      }
      return true;
    }

    private void noteNegation(Condition condition) {
      KeyAttribute key = sortKey;
      if (key == null) {
        return;
      }
      boolean negation = condition instanceof Condition.Not || isInequality(condition);
      if (negation && KeyTest.mentions(condition, key.name())) {
        sort.negated();
      }
    }

    private static boolean isInequality(Condition condition) {
      return condition instanceof Condition.Compare compare
          && compare.comparator() == Comparator.NE;
    }

    private void keepWhatTheRangeCannotTell() {
      RangeTest test = sort.test();
      boolean byPrefix = test != null && test.operator() == RangeTest.Operator.BEGINS_WITH;
      if (!byPrefix || prefixes.size() > 1) {
        filters.addAll(prefixes);
      }
      if (test != null && test.operator() == RangeTest.Operator.BETWEEN) {
        filters.addAll(exclusive);
      }
    }

    private static void requireType(KeyAttribute key, Slice value) {
      if (ValueScanner.tag(value.buffer(), value.offset()) != key.type().tag()) {
        throw RequestException.validation(
            "Key attribute's data type should match its data type in table's schema: Key "
                + key.name());
      }
    }
  }
}
