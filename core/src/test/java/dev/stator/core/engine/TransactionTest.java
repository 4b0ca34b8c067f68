package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionTest {
  @TempDir Path data;

  private static EngineConfig inMemory(int workers) {
    return EngineConfig.inMemory().withWorkers(workers);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void writesEverything(int workers) {
    try (Engine engine = Engine.open(inMemory(workers));
        Bank bank = new Bank(engine)) {
      bank.found(4);

      Bank.Outcome outcome =
          bank.write(
              null,
              bank.withdraw(0, 30),
              bank.deposit(1, 30),
              bank.open(9, 5),
              bank.close(2),
              bank.require(3, "attribute_exists(balance)"));

      assertThat(outcome.isDone()).isTrue();
      assertThat(outcome.parts()).containsExactly(null, null, null, null, null);
      assertThat(bank.read(0, 1, 9, 2, 3)).containsExactly(70, 130, 5, -1, 100);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void writesNothingAndTellsAllReasonsWhenSomeConditionsFail(int workers) {
    try (Engine engine = Engine.open(inMemory(workers));
        Bank bank = new Bank(engine)) {
      bank.found(6);

      Bank.Outcome outcome =
          bank.write(
              null,
              bank.withdraw(0, 30),
              bank.open(1, 7),
              bank.deposit(2, 5),
              bank.require(3, "attribute_not_exists(id)"),
              bank.withdraw(4, 101),
              bank.close(5));

      assertThat(outcome.error()).isEqualTo(ErrorCode.TRANSACTION_CANCELED);
      ErrorCode failed = ErrorCode.CONDITIONAL_CHECK_FAILED;
      assertThat(outcome.parts()).containsExactly(null, failed, null, failed, failed, null);
      assertThat(bank.read(0, 1, 2, 3, 4, 5)).containsExactly(100, 100, 100, 100, 100, 100);
    }
  }

  @Test
  void refusesTwoWritesOfOneItem() {
    try (Engine engine = Engine.open(inMemory(2));
        Bank bank = new Bank(engine)) {
      bank.found(2);

      assertThatThrownBy(() -> bank.write(null, bank.withdraw(0, 1), bank.deposit(0, 1)))
          .isInstanceOf(RequestException.class)
          .hasMessage("Transaction request cannot include multiple operations on one item");
      assertThatThrownBy(() -> bank.read(1, 1)).isInstanceOf(RequestException.class);
      assertThat(bank.balance(0)).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void carriesARequestWithATokenOutOnce(int workers) {
    try (Engine engine = Engine.open(inMemory(workers));
        Bank bank = new Bank(engine)) {
      bank.found(4);

      Bank.Outcome first = bank.write("t", bank.withdraw(0, 60), bank.deposit(1, 60));
      Bank.Outcome again = bank.write("t", bank.withdraw(0, 60), bank.deposit(1, 60));
      Bank.Outcome other = bank.write("t", bank.withdraw(0, 61), bank.deposit(1, 60));

      assertThat(first).isEqualTo(new Bank.Outcome(null, Arrays.asList(null, null), false));
      assertThat(again.isDone() && again.replayed()).isTrue();
      assertThat(again.parts()).hasSize(2);
      assertThat(other.error()).isEqualTo(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH);
      assertThat(bank.read(0, 1)).containsExactly(40, 160);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void givesATokenBackWhenTheTransactionIsCancelled(int workers) {
    try (Engine engine = Engine.open(inMemory(workers));
        Bank bank = new Bank(engine)) {
      bank.found(3);

      Bank.Outcome cancelled = bank.write("t", bank.withdraw(0, 500), bank.deposit(1, 500));
      bank.write(null, bank.deposit(0, 450), bank.deposit(2, 1));
      Bank.Outcome again = bank.write("t", bank.withdraw(0, 500), bank.deposit(1, 500));

      assertThat(cancelled.parts()).containsExactly(ErrorCode.CONDITIONAL_CHECK_FAILED, null);
      assertThat(again.isDone() && !again.replayed()).isTrue();
      assertThat(bank.read(0, 1)).containsExactly(50, 600);
    }
  }

  @Test
  void forgetsATokenTenMinutesAfterItWasTaken() {
    AtomicLong nowUs = new AtomicLong(TimeUnit.DAYS.toMicros(20_000));
    try (Engine engine = Engine.open(inMemory(2).withClock(nowUs::get));
        Bank bank = new Bank(engine)) {
      bank.found(2);
      bank.write("t", bank.withdraw(0, 10), bank.deposit(1, 10));

      nowUs.addAndGet(TimeUnit.MINUTES.toMicros(10));
      Bank.Outcome inTime = bank.write("t", bank.withdraw(0, 10), bank.deposit(1, 10));
      nowUs.addAndGet(TimeUnit.MILLISECONDS.toMicros(1));
      Bank.Outcome later = bank.write("t", bank.withdraw(0, 10), bank.deposit(1, 10));

      assertThat(inTime.isDone() && inTime.replayed()).isTrue();
      assertThat(later.isDone() && !later.replayed()).isTrue();
      assertThat(bank.read(0, 1)).containsExactly(80, 120);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void remembersTokensAcrossARestart(int workers) {
    EngineConfig config = EngineConfig.at(data).withWorkers(workers);
    try (Engine engine = Engine.open(config);
        Bank bank = new Bank(engine)) {
      bank.found(2);
      bank.write("t", bank.withdraw(0, 10), bank.deposit(1, 10));
    }

    try (Engine engine = Engine.open(config);
        Bank bank = new Bank(engine)) {
      assertThat(bank.write("t", bank.withdraw(0, 10), bank.deposit(1, 10)).replayed()).isTrue();
      assertThat(bank.write("t", bank.withdraw(0, 10)).error())
          .isEqualTo(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH);
      assertThat(bank.read(0, 1)).containsExactly(90, 110);
    }
  }

  @Test
  void carriesOutATransactionThatIsTooLongForOneCommand() {
    EngineConfig config = inMemory(1);
    int length = config.log().ringLength() / 8 / 4;
    try (Engine engine = Engine.open(config);
        Bank bank = new Bank(engine)) {
      bank.found(1);
      List<WriteRequest> writes = new ArrayList<>();
      for (int account = 10; account < 18; account++) {
        writes.add(BigItem.put(bank.table(), account, length));
      }

      writes.add(bank.require(0, "attribute_not_exists(id)"));
      Bank.Outcome refused = bank.write("t", writes.toArray(WriteRequest[]::new));
      int before = bank.balance(17);
      writes.set(8, bank.require(0, "attribute_exists(id)"));
      Bank.Outcome done = bank.write("t", writes.toArray(WriteRequest[]::new));

      assertThat(refused.error()).isEqualTo(ErrorCode.TRANSACTION_CANCELED);
      assertThat(before).isEqualTo(-1);
      assertThat(done.isDone()).isTrue();
      assertThat(bank.read(10, 11, 12, 13, 14, 15, 16, 17)).containsOnly(1).hasSize(8);
    }
  }

  @Test
  void findsAWriteBesideOneOfATableThatWasDeletedSince() {
    CrashableStore store = CrashableStore.killed();
    EngineConfig config = inMemory(1).withDurability(new Durability.Sync());
    try (Engine engine = Engine.open(config.withStore(store.files()));
        Bank bank = new Bank(engine, "kept");
        Bank other = new Bank(engine, "deleted")) {
      bank.found(2);
      other.found(1);
      bank.write(null, bank.deposit(0, 7), other.withdraw(0, 7));
      engine.deleteTable("deleted").join();
      EngineDriver.await(() -> engine.table("deleted") == null);
      store = store.crash();
    } catch (StorageException e) {
      assertThat(e).hasMessageContaining("over");
    }

    try (Engine engine = Engine.open(config.withStore(store.files()));
        Bank bank = new Bank(engine, "kept")) {
      assertThat(bank.balance(0)).isEqualTo(107);
    }
  }

  @Test
  void hidesItsLedger() {
    try (Engine engine = Engine.open(inMemory(1))) {
      assertThat(engine.tables()).isEmpty();
      assertThat(engine.table(Ledger.NAME)).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void showsNoReaderAPartOfATransfer(int workers) throws Exception {
    long seed = new Random().nextLong();
    int accounts = 6;
    int transfers = 1500;
    int[] all = {0, 1, 2, 3, 4, 5};
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger audits = new AtomicInteger();
    try (Engine engine = Engine.open(inMemory(workers));
        Bank reader = new Bank(engine)) {
      reader.found(accounts);
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (int w = 0; w < 3; w++) {
        Random random = new Random(seed + w);
        writers.add(
            CompletableFuture.runAsync(() -> transfers(engine, random, transfers), threads));
      }
      CompletableFuture<Void> audit =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  List<Integer> balances = reader.read(all);
                  if (balances != null) {
                    assertThat(sum(balances)).as("seed %d", seed).isEqualTo(accounts * 100);
                    audits.incrementAndGet();
                  }
                }
              },
              threads);

      CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).join();
      over.set(true);
      audit.join();
      threads.shutdown();

      List<Integer> last = reader.read(all);
      assertThat(last == null ? -1 : sum(last)).as("seed %d", seed).isEqualTo(accounts * 100);
      assertThat(audits.get()).isPositive();
    }
  }

  private static void transfers(Engine engine, Random random, int count) {
    try (Bank bank = new Bank(engine)) {
      for (int i = 0; i < count; i++) {
        int from = random.nextInt(6);
        int to = (from + 1 + random.nextInt(5)) % 6;
        Bank.Outcome outcome = bank.transfer(from, to, 1 + random.nextInt(60));
        for (ErrorCode part : outcome.parts()) {
          assertThat(part)
              .isIn(null, ErrorCode.CONDITIONAL_CHECK_FAILED, ErrorCode.TRANSACTION_CONFLICT);
        }
      }
    }
  }

  static int sum(List<Integer> balances) {
    return balances.stream().mapToInt(Integer::intValue).sum();
  }
}
