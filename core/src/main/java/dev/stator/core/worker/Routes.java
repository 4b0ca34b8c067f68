package dev.stator.core.worker;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** Partitions that were split and still tell their changes. */
  private final List<Route> retired;

  private Routes(Route[] routes, long[] starts, boolean equal, List<Route> retired) {
    this.routes = routes;
    this.starts = starts;
    this.equal = equal;
    this.retired = List.copyOf(retired);
  }

  /** Partitions with equal ranges. */
  public static Routes equal(List<Route> routes) {
    long[] starts = new long[routes.size()];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = HashRange.start(i, starts.length);
    }
    return new Routes(routes.toArray(Route[]::new), starts, true, List.of());
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
        routes.toArray(Route[]::new),
        starts.stream().mapToLong(Long::longValue).toArray(),
        false,
        List.of());
  }

  /** The same with partitions that were split and still tell their changes. */
  public Routes withRetired(List<Route> partitions) {
    return new Routes(routes, starts, equal, partitions);
  }

  /** Whether the same partitions have the same ranges. */
  boolean hasPlacesOf(Routes other) {
    if (!Arrays.equals(starts, other.starts)) {
      return false;
    }
    for (int i = 0; i < routes.length; i++) {
      if (routes[i].partition() != other.routes[i].partition()) {
        return false;
      }
    }
    return true;
  }

  /** Where the partition with this id is, perhaps one that was split; null: it is gone. */
  public @Nullable Route find(long partition) {
    for (Route route : routes) {
      if (route.partition() == partition) {
        return route;
      }
    }
    for (Route route : retired) {
      if (route.partition() == partition) {
        return route;
      }
    }
    return null;
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
