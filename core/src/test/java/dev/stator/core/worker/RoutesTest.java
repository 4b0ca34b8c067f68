package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.partition.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RoutesTest {
  @Test
  void findsTheRangeOfAHashWhateverTheRangesAre() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      TreeSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
      starts.add(0L);
      for (int i = random.nextInt(9); i > 0; i--) {
        starts.add(random.nextBoolean() ? random.nextLong() : random.nextInt(3) - 1L);
      }
      List<Long> ascending = List.copyOf(starts);
      Routes routes = Routes.of(routes(ascending.size()), ascending);
      for (int i = 0; i < 100; i++) {
        long near = ascending.get(random.nextInt(ascending.size())) + random.nextInt(3) - 1;
        long hash = random.nextBoolean() ? random.nextLong() : near;
        int index = routes.indexOf(hash);
        assertThat(Long.compareUnsigned(routes.start(index), hash))
            .as("seed %d", seed)
            .isNotPositive();
        if (index + 1 < routes.size()) {
          assertThat(Long.compareUnsigned(hash, routes.start(index + 1)))
              .as("seed %d", seed)
              .isNegative();
        }
        assertThat(routes.route(hash).partition()).isEqualTo(index);
      }
    }
  }

  @Test
  void equalRangesAreThoseOfTheHashRange() {
    Routes equal = Routes.equal(routes(3));
    Routes explicit =
        Routes.of(
            routes(3),
            List.of(HashRange.start(0, 3), HashRange.start(1, 3), HashRange.start(2, 3)));
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      long hash = random.nextLong();
      assertThat(equal.indexOf(hash)).isEqualTo(explicit.indexOf(hash));
    }
    assertThat(Routes.of(routes(3), List.of()).start(2)).isEqualTo(HashRange.start(2, 3));
  }

  @Test
  void findsRetiredPartitionsToo() {
    Routes routes = Routes.equal(routes(2)).withRetired(List.of(route(7)));

    assertThat(routes.find(1)).isEqualTo(route(1));
    assertThat(routes.find(7)).isEqualTo(route(7));
    assertThat(routes.find(8)).isNull();
    assertThat(routes.size()).isEqualTo(2);
  }

  private static List<Route> routes(int count) {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      routes.add(route(i));
    }
    return routes;
  }

  @SuppressWarnings("NullAway") // where they lead to does not matter here
  private static Route route(long partition) {
    PartitionWorker nobody = null;
    Partition nothing = null;
    return new Route(partition, nobody, nothing);
  }
}
