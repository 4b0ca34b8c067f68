package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.BankAccounts.ACCOUNTS;
import static dev.stator.gateway.integration.BankAccounts.FAMILIES;
import static dev.stator.gateway.integration.BankAccounts.FAMILY_SIZE;
import static dev.stator.gateway.integration.BankAccounts.OPENING_BALANCE;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.cli.Main;
import dev.stator.gateway.integration.Transfer.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/**
 * Kills the server process at random moments while several clients transfer money in transactions.
 * No reader ever sees a part of a transfer, and after the next start each transfer that was
 * acknowledged is there once, also when it is asked for again. {@code -Dstator.crash.rounds=N}
 * makes it longer, {@code -Dstator.crash.seed=S} repeats the choices of a run, though not its
 * timing.
 */
class TransferCrashTest {
  private static final int TELLERS = 4;
  private static final int AUDITORS = 2;
  private static final int ROUNDS = Integer.getInteger("stator.crash.rounds", 2);
  private static final int MIN_TRANSFERS = 50;
  private static final int MAX_TRANSFERS = 1_000;
  private static final long MAX_RUN_MS = 3_000;
  private static final int MAX_AMOUNT = 60;
  private static final int REPEATED_AFTER_A_START = 20;

  private final long seed = Long.getLong("stator.crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Queue<Transfer> transfers = new ConcurrentLinkedQueue<>();
  private String progress = "seed=" + seed;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path data = Path.of("");

  @Test
  void transfersAreDoneWhollyAndOnceWhateverIsKilledWithSmallFiles() {
    crashRepeatedly(
        ROUNDS,
        () -> ServerProcess.launch(SmallSettingsServer.class, List.of(data.toString(), "sync")));
  }

  @Test
  void transfersAreDoneWhollyAndOnceWhateverIsKilled() {
    crashRepeatedly(
        Math.ceilDiv(ROUNDS, 3),
        () -> ServerProcess.launch(Main.class, ServerProcess.serve(data, "--workers", "3")));
  }

  private void crashRepeatedly(int rounds, Supplier<ServerProcess> launch) {
    try (var server = new CrashingServer(launch, random)) {
      try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
        BankAccounts.open(client);
      }
      try {
        for (int round = 1; round <= rounds; round++) {
          progress = "seed=" + seed + ", round=" + round;
          transferUntilKilled(server, round);
          progress += server.restart() ? ", killed while starting" : "";
          verify(server);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(progress + ", data=" + data + "\n" + server.log(), e);
      }
    }
  }

  private void transferUntilKilled(CrashingServer server, int round) {
    CountDownLatch enough = new CountDownLatch(random.nextInt(MIN_TRANSFERS, MAX_TRANSFERS));
    try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      List<Callable<Long>> clients = new ArrayList<>();
      for (int i = 0; i < TELLERS; i++) {
        String name = seed + "-" + round + "-" + i;
        Random choices = new Random(random.nextLong());
        clients.add(() -> untilGone(() -> transfer(client, name, choices, enough)));
      }
      for (int i = 0; i < AUDITORS; i++) {
        Random choices = new Random(random.nextLong());
        clients.add(() -> untilGone(() -> audit(client, choices.nextInt(FAMILIES))));
      }
      List<Long> counts = server.runUntilKilled(clients, enough, MAX_RUN_MS);
      progress += ", done by tellers=" + counts.subList(0, TELLERS);
      progress += ", read by auditors=" + counts.subList(TELLERS, counts.size());
    }
  }

  /** How often an action was done until the server did not answer any more. */
  private static long untilGone(Supplier<Boolean> action) {
    long done = 0;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        done += action.get() ? 1 : 0;
      }
    } catch (SdkClientException gone) {
      return done;
    }
    return done;
  }

  private boolean transfer(
      DynamoDbClient client, String teller, Random choices, CountDownLatch enough) {
    Transfer transfer = nextTransfer(teller, choices);
    transfers.add(transfer);
    transfer.request(client);
    boolean done = transfer.outcome() == Outcome.DONE;
    if (done && choices.nextInt(8) == 0) {
      transfer.request(client); // which changes nothing
    }
    enough.countDown();
    return done;
  }

  private Transfer nextTransfer(String teller, Random choices) {
    int family = choices.nextInt(FAMILIES) * FAMILY_SIZE;
    int from = choices.nextInt(FAMILY_SIZE);
    int to = (from + 1 + choices.nextInt(FAMILY_SIZE - 1)) % FAMILY_SIZE;
    return new Transfer(
        teller + "-" + Integer.toHexString(transfers.size()) + "-" + choices.nextInt(1000),
        family + from,
        family + to,
        1 + choices.nextInt(MAX_AMOUNT));
  }

  /** Whether the accounts of a family could be read; then their total is what it always is. */
  private static boolean audit(DynamoDbClient client, int family) {
    try {
      List<Long> balances = BankAccounts.balances(client, family);
      assertThat(balances.stream().mapToLong(Long::longValue).sum())
          .as("total of family %d, %s", family, balances)
          .isEqualTo((long) FAMILY_SIZE * OPENING_BALANCE);
      return true;
    } catch (TransactionCanceledException transferUnderWay) {
      return false;
    }
  }

  private void verify(CrashingServer server) {
    try (DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      for (int i = 0; i < FAMILIES; i++) {
        int family = i;
        Eventually.await("family " + i + " is read", () -> audit(client, family));
      }
      long settled = settle(client);
      assertThat(done()).isNotEmpty();
      assertThat(balances(client)).as("the balances").containsExactly(expectedBalances());
      assertThat(BankAccounts.receipts(client))
          .as("the receipts")
          .isEqualTo(done().stream().map(Transfer::id).collect(toSet()));
      System.out.println(
          "transfer crash test: " + progress + ", settled=" + settled + ", done=" + done().size());
    }
    server.assertNoErrorsLogged();
  }

  /** Asks again for what had no answer, and for some of what was acknowledged before. */
  private long settle(DynamoDbClient client) {
    List<Transfer> again =
        new ArrayList<>(transfers.stream().filter(t -> t.outcome() == Outcome.UNKNOWN).toList());
    long unknown = again.size();
    List<Transfer> done = done();
    again.addAll(done.subList(Math.max(0, done.size() - REPEATED_AFTER_A_START), done.size()));
    again.forEach(transfer -> Eventually.await("it ends", () -> isAnswered(transfer, client)));
    return unknown;
  }

  private static boolean isAnswered(Transfer transfer, DynamoDbClient client) {
    try {
      transfer.request(client);
      return true;
    } catch (TransactionInProgressException stillUnderWay) {
      return false;
    }
  }

  private List<Transfer> done() {
    return transfers.stream().filter(transfer -> transfer.outcome() == Outcome.DONE).toList();
  }

  private long[] expectedBalances() {
    long[] balances = new long[ACCOUNTS];
    Arrays.fill(balances, OPENING_BALANCE);
    done().forEach(transfer -> transfer.addTo(balances));
    return balances;
  }

  private static long[] balances(DynamoDbClient client) {
    List<Long> balances = new ArrayList<>();
    for (int family = 0; family < FAMILIES; family++) {
      balances.addAll(BankAccounts.balances(client, family));
    }
    return balances.stream().mapToLong(Long::longValue).toArray();
  }
}
