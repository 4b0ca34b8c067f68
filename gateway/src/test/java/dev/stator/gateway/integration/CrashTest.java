package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.cli.Main;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Kills the server process at random moments while several threads write, and looks at what it has
 * after the next start. {@code -Dstator.crash.rounds=N} makes it longer, {@code
 * -Dstator.crash.seed=S} repeats the choices of a run, though not its timing.
 */
class CrashTest {
  private static final int WRITERS = 5;
  private static final int KEYS_PER_WRITER = 60;
  private static final int KEYS_PER_COLLECTION = 12;
  private static final int ROUNDS = Integer.getInteger("stator.crash.rounds", 2);
  private static final int ROUNDS_OF_OTHERS = Math.ceilDiv(ROUNDS, 3);
  private static final int MIN_REQUESTS = 100;
  private static final int MAX_REQUESTS = 2_500;
  private static final long MAX_RUN_MS = 4_000;
  private static final long VERSIONS_PER_ROUND = 1_000_000;

  private final long seed = Long.getLong("stator.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final CrashExpectation expectation =
      new CrashExpectation(WRITERS, KEYS_PER_WRITER, KEYS_PER_COLLECTION);
  private final TableChurn churn = new TableChurn(seed);
  private String progress = "seed=" + seed;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path data = Path.of("");

  @Test
  void whatWasAcknowledgedSurvivesSigkillWithSmallFilesAndManyCheckpoints() {
    crashRepeatedly(ROUNDS, () -> serveWithSmallFiles("sync"));
  }

  @Test
  void whatWasAcknowledgedBetweenForcesSurvivesSigkillOfTheProcessWithSmallFiles() {
    crashRepeatedly(ROUNDS_OF_OTHERS, () -> serveWithSmallFiles("interval:20"));
  }

  @Test
  void whatWasAcknowledgedSurvivesSigkill() {
    crashRepeatedly(ROUNDS_OF_OTHERS, () -> serve("--durability", "sync"));
  }

  @Test
  void whatWasAcknowledgedBetweenForcesSurvivesSigkillOfTheProcess() {
    crashRepeatedly(ROUNDS_OF_OTHERS, () -> serve("--durability", "interval:20"));
  }

  private ServerProcess serveWithSmallFiles(String durability) {
    return ServerProcess.launch(SmallSettingsServer.class, List.of(data.toString(), durability));
  }

  private ServerProcess serve(String... options) {
    return ServerProcess.launch(Main.class, ServerProcess.serve(data, options));
  }

  private void crashRepeatedly(int rounds, Supplier<ServerProcess> launch) {
    try (var server = new CrashingServer(launch, random)) {
      try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
        CrashItems.table().createWith(client);
      }
      try {
        for (int round = 1; round <= rounds; round++) {
          progress = "seed=" + seed + ", round=" + round;
          writeUntilKilled(server, round);
          progress += server.restart() ? ", killed while starting" : "";
          verify(server);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(progress + ", data=" + data + "\n" + server.log(), e);
      }
    }
  }

  private void writeUntilKilled(CrashingServer server, int round) {
    CountDownLatch acknowledged = new CountDownLatch(random.nextInt(MIN_REQUESTS, MAX_REQUESTS));
    try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      List<Callable<Long>> clients = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        CrashWriter writer =
            new CrashWriter(
                client,
                expectation,
                expectation.ofWriter(i, WRITERS),
                acknowledged,
                random.nextLong(),
                round * VERSIONS_PER_ROUND);
        clients.add(writer::runUntilGone);
      }
      clients.add(() -> churn.runUntilGone(client));
      List<Long> counts = server.runUntilKilled(clients, acknowledged, MAX_RUN_MS);
      progress += ", requests=" + sum(counts.subList(0, WRITERS));
      progress += ", table changes=" + counts.get(WRITERS);
    }
  }

  private void verify(CrashingServer server) {
    try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      List<Map<String, AttributeValue>> items =
          CrashReader.all(client, request -> request.consistentRead(true));
      List<String> problems = new ArrayList<>(expectation.reconcile(items));
      problems.addAll(CrashReader.differences(client, CrashItems.BY_SCORE, items));
      problems.addAll(CrashReader.misplaced(client, items));
      boolean _ = Eventually.holds(() -> globalDifferences(client, items).isEmpty());
      problems.addAll(globalDifferences(client, items));
      problems.addAll(churn.reconcile(client));
      System.out.println("crash test: " + progress + ", items=" + items.size());
      assertThat(problems).as(progress).isEmpty();
    }
    server.assertNoErrorsLogged();
  }

  private static List<String> globalDifferences(
      DynamoDbClient client, List<Map<String, AttributeValue>> items) {
    List<String> differences =
        new ArrayList<>(CrashReader.differences(client, CrashItems.BY_OWNER, items));
    differences.addAll(CrashReader.differences(client, CrashItems.BY_TAG, items));
    return differences;
  }

  private static long sum(List<Long> counts) {
    return counts.stream().mapToLong(Long::longValue).sum();
  }
}
