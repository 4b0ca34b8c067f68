package dev.stator.core.worker;

import java.util.List;

/**
 * Where the partitions of a table or index are, in the order of their ranges of the hash, at one
 * moment. Immutable; finding a partition allocates nothing.
 */
public final class Routes {
  private final Route[] routes;

  /** The first hash of each range, unsigned and ascending. */
  private final long[] starts;

  /** Whether the ranges are equal parts of all hashes, as they are before the first split. */
  private final boolean equal;

  private Routes(Route[] routes, long[] starts, boolean equal) {
    this.routes = routes;
    this.starts = starts;
    this.equal = equal;
  }

  /** Partitions with equal ranges. */
  public static Routes equal(List<Route> routes) {
    long[] starts = new long[routes.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = HashRange.start(i, starts.length);
    }
    return new Routes(routes.toArray(Route[]::new), starts, true);
  }

  /**
   * Partitions with ranges of their own.
   *
   * @param starts the first hash of each range, unsigned and ascending; empty: they are equal
   */
  public static Routes of(List<Route> routes, List<Long> starts) {
    if (starts.isEmpty()) {
      return equal(routes);
    }
    if (routes.size() != starts.size()) {
      throw new IllegalArgumentException("routes=" + routes + ", starts=" + starts);
    }
    return new Routes(
        routes.toArray(Route[]::new), starts.stream().mapToLong(Long::longValue).toArray(), false);
  }

  /** Where the items with this hash are. */
  public Route route(long hash) {
    return routes[indexOf(hash)];
  }

  /** In which of the ranges the hash is, from 0. */
  public int indexOf(long hash) {
    if (equal) {
      return HashRange.indexOf(hash, routes.length);
    }
    int low = 0;
    int high = starts.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Long.compareUnsigned(starts[middle], hash) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  public int size() {
    return routes.length;
  }

  public Route get(int index) {
    return routes[index];
  }

  /** The first hash of a range. */
  public long start(int index) {
    return starts[index];
  }

  /** All of them, in the order of their ranges. */
  public List<Route> all() {
    return List.of(routes);
  }
}
