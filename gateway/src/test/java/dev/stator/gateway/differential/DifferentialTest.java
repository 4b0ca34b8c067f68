package dev.stator.gateway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.gateway.Stator;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compares an embedded Stator with another endpoint, such as DynamoDB Local. Runs when told where
 * that is:
 *
 * <pre>{@code
 * ./mvnw -pl gateway -am test -Dtest=DifferentialTest -Dsurefire.failIfNoSpecifiedTests=false \
 *   -Dstator.differential.endpoint=http://127.0.0.1:8020 -Dstator.differential.requests=5000
 * }</pre>
 *
 * <p>With {@code -Dstator.differential.seed} it repeats a run.
 */
class DifferentialTest {
  private static final String PROPERTY = "stator.differential.";
  private static final int DEFAULT_REQUESTS = 5000;
  private static final int REQUESTS_PER_ROUND = 500;
  private static final int MUTATED_PERCENT = 10;

  @Test
  void differsFromTheOtherEndpointOnlyWhereItIsMeantTo() throws IOException, InterruptedException {
    String endpoint = System.getProperty(PROPERTY + "endpoint");
    assumeTrue(
        endpoint != null,
        "there is no other endpoint: give its URL with -D" + PROPERTY + "endpoint");
    int requests = Integer.getInteger(PROPERTY + "requests", DEFAULT_REQUESTS);
    long seed = Long.getLong(PROPERTY + "seed", System.nanoTime());

    try (var stator = Stator.inMemory().start()) {
      var sides =
          new SideBySide(
              new Endpoint(stator.endpoint()), new Endpoint(URI.create(String.valueOf(endpoint))));
      assertThat(sides.isOnlyForTests()).as("the other endpoint holds no other tables").isTrue();
      run(sides, new Choice(seed), requests);

      List<String> differences = sides.report();
      System.out.println(requests + " requests with seed " + seed + ": " + sides.counts());
      assertThat(differences)
          .withFailMessage(
              () ->
                  differences.size()
                      + " kinds of unknown differences with seed "
                      + seed
                      + "\n"
                      + String.join("\n", differences))
          .isEmpty();
    }
  }

  /** Rounds from the same starting state; one ends early when the states of both may differ. */
  private static void run(SideBySide sides, Choice choice, int requests)
      throws IOException, InterruptedException {
    int sent = 0;
    while (sent < requests) {
      sides.clear();
      List<TestTable> tables = TestTable.all(SideBySide.PREFIX);
      for (TestTable table : tables) {
        sides.compare(new Request("CreateTable", table.creation()));
      }
      var round = new Round(choice, tables);
      boolean same = true;
      for (int i = 0; same && i < REQUESTS_PER_ROUND && sent < requests; i++) {
        same = sides.compare(round.next());
        sent++;
      }
    }
    sides.clear();
  }

  /** The requests of one round, of all kinds. */
  private static final class Round {
    private final Choice choice;
    private final ItemRequests items;
    private final PageRequests pages;
    private final TableRequests tables;
    private final Mutation mutation;

    Round(Choice choice, List<TestTable> tables) {
      this.choice = choice;
      items = new ItemRequests(choice, tables);
      pages = new PageRequests(choice, tables);
      this.tables = new TableRequests(choice, SideBySide.PREFIX);
      mutation = new Mutation(choice);
    }

    Request next() {
      int kind = choice.below(100);
      Request request = kind < 60 ? items.next() : kind < 90 ? pages.next() : tables.next();
      Request mutated = choice.chance(MUTATED_PERCENT) ? mutation.apply(request) : request;
      return hasUpdateWithoutAction(mutated) ? request : mutated;
    }

    /** DynamoDB Local drops such updates, and the states of both would not be the same. */
    private static boolean hasUpdateWithoutAction(Request request) {
      return request.body().get("AttributeUpdates") instanceof Map<?, ?> updates
          && updates.values().stream()
              .anyMatch(
                  update ->
                      !(update instanceof Map<?, ?> members)
                          || !(members.get("Action") instanceof String));
    }
  }
}
