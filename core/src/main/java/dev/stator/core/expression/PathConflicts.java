package dev.stator.core.expression;

import dev.stator.core.expression.PathElement.Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds paths of one expression that overlap (one leads to or into the other) or conflict (they
 * take the same value for a map and for a list).
 */
final class PathConflicts {
  private final Faults faults;
  private final Map<Name, List<Path>> pathsByHead = new HashMap<>();

  PathConflicts(Faults faults) {
    this.faults = faults;
  }

  /** Compares a path with all before it. */
  void add(Path path) {
    List<Path> related = pathsByHead.computeIfAbsent(path.head(), _ -> new ArrayList<>(1));
    for (Path earlier : related) {
      compare(earlier, path);
    }
    related.add(path);
  }

  private void compare(Path one, Path two) {
    int common = Math.min(one.elements().size(), two.elements().size());
    for (int i = 0; i < common; i++) {
      PathElement first = one.elements().get(i);
      PathElement second = two.elements().get(i);
      if (first instanceof Name != second instanceof Name) {
        report(Fault.CONFLICTING_PATHS, "conflict", one, two);
        return;
      }
      if (!first.equals(second)) {
        return;
      }
    }
    report(Fault.OVERLAPPING_PATHS, "overlap", one, two);
  }

  private void report(Fault fault, String relation, Path one, Path two) {
    faults.report(
        fault,
        "Two document paths "
            + relation
            + " with each other; must remove or rewrite one of these paths; path one: "
            + one
            + ", path two: "
            + two);
  }
}
