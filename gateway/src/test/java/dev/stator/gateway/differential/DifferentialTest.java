package dev.stator.gateway.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stator.gateway.Stator;
import dev.stator.gateway.foreign.ForeignServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Compares an embedded Stator with DynamoDB Local, or with the endpoint named by {@code
 * -Dstator.differential.endpoint}. {@code ./stator test differential} fetches DynamoDB Local; where
 * it is not there, the test is skipped, unless STATOR_DIFFERENTIAL is {@code required} in the
 * environment.
 *
 * <p>{@code -Dstator.differential.requests} says how many requests are sent, and {@code
 * -Dstator.differential.seed} which. Without them it is always the same small sample: a new kind of
 * difference then comes from a change of Stator.
 */
class DifferentialTest {
  private static final String PROPERTY = "stator.differential.";
  private static final Path LIBRARIES = Path.of("target", "dynamodb-local");
  private static final int SAMPLE = 1000;
  private static final long SAMPLE_SEED = 20261126;
  private static final int REQUESTS_PER_ROUND = 500;
  private static final int MUTATED_PERCENT = 10;

  @Test
  void differsFromTheOtherEndpointOnlyWhereItIsMeantTo() throws IOException, InterruptedException {
    String endpoint = System.getProperty(PROPERTY + "endpoint");
    if (endpoint != null) {
      compareWith(URI.create(endpoint));
      return;
    }
    assumeTrue(
        Files.isDirectory(LIBRARIES) || "required".equals(System.getenv("STATOR_DIFFERENTIAL")),
        "DynamoDB Local is not there: ./stator test differential fetches it");
    try (ForeignServer other = DynamoDbLocal.start(LIBRARIES)) {
      compareWith(other.endpoint());
    }
  }

  private static void compareWith(URI other) throws IOException, InterruptedException {
    int requests = Integer.getInteger(PROPERTY + "requests", SAMPLE);
    long seed = Long.getLong(PROPERTY + "seed", SAMPLE_SEED);
    try (var stator = Stator.inMemory().start()) {
      var sides = new SideBySide(new Endpoint(stator.endpoint()), new Endpoint(other));
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
