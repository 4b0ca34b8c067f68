package dev.stator.gateway.partiql;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Path;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.partiql.Statement.OrderTerm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order in which a SELECT returns items. An ORDER BY that leaves the sort key out reads it
 * backwards, as the service does.
 */
record ReadOrder(boolean hashForward, boolean sortForward) {
  private static final ReadOrder NONE = new ReadOrder(true, true);

  /**
   * @param branches null when the statement is read by a scan
   */
  static ReadOrder of(Command.Read read, KeySchema keys, @Nullable List<Branch> branches) {
    if (read.order().isEmpty()) {
      return NONE;
    }
    if (read.where() == null) {
      throw RequestException.validation(
          "Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    OrderTerm hash = null;
    OrderTerm sort = null;
    for (OrderTerm term : read.order()) {
      Path path = term.path().path();
      String name = path.isTopLevel() ? path.head().text() : path.toString();
      if (name.equals(keys.hash().getFirst().name())) {
        hash = term;
      } else if (!keys.range().isEmpty() && name.equals(keys.range().getFirst().name())) {
        sort = term;
      } else {
        throw RequestException.validation(
            "Attribute " + name + " in ORDER BY clause must be part of the primary key");
      }
    }
    requireHash(hash, branches);
    return new ReadOrder(hash == null || hash.ascending(), sort != null && sort.ascending());
  }

  private static void requireHash(@Nullable OrderTerm hash, @Nullable List<Branch> branches) {
    if (branches == null) {
      throw RequestException.validation(
          "Must have at least one non-optional hash key condition in WHERE clause when using ORDER"
              + " BY clause.");
    }
    boolean several = SortRange.compare(branches.getFirst().hash(), branches.getLast().hash()) != 0;
    if (several && hash == null) {
      throw RequestException.validation(
          "Must have hash key in ORDER BY clause when more than one hash key condition specified"
              + " in WHERE clause.");
    }
  }

  /** Branches in the order in which they are read. */
  List<Branch> arrange(List<Branch> branches) {
    Comparator<Branch> byHash = (one, two) -> SortRange.compare(one.hash(), two.hash());
    Comparator<Branch> bySort = (one, two) -> SortRange.byLower(one.sort(), two.sort());
    List<Branch> ordered = new ArrayList<>(branches);
    ordered.sort(
        (hashForward ? byHash : byHash.reversed())
            .thenComparing(sortForward ? bySort : bySort.reversed()));
    return ordered;
  }
}
