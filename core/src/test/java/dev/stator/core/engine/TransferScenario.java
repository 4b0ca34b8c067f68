package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.segment.SegmentConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Transfers between accounts on an engine that crashes again and again. Each transfer also opens an
 * account of its own, so that it can be told afterwards whether it was carried out: then both
 * balances must say so as well.
 */
final class TransferScenario {
  private static final int ACCOUNTS = 8;
  private static final int FIRST_MARK = 1000;
  private static final int MAX_OPERATIONS = 250;
  private static final int MAX_BATCHES = 12;
  private static final int NEVER = Integer.MAX_VALUE;

  /** A transfer and what is known of it. */
  private record Transfer(
      int mark,
      int from,
      int to,
      int amount,
      @Nullable String token,
      CompletableFuture<Bank.Outcome> outcome) {
    boolean isDone() {
      return outcome.isDone() && !outcome.isCompletedExceptionally() && outcome.join().isDone();
    }

    boolean isRefused() {
      return outcome.isDone() && !outcome.isCompletedExceptionally() && outcome.join().isRefused();
    }
  }

  private final Random random;
  private final EngineConfig config;
  private final boolean mayForget;
  private final int[] balances = new int[ACCOUNTS];
  private final List<Transfer> transfers = new ArrayList<>();
  private final List<CompletableFuture<SplitOutcome>> splits = new ArrayList<>();
  private CrashableStore store;
  private Engine engine;
  private Bank bank;
  private int nextMark = FIRST_MARK;
  private int carriedOut;

  /**
   * @param mayForget whether a crash may take back what was acknowledged last
   */
  TransferScenario(Random random, CrashableStore store, Durability durability, boolean mayForget) {
    this.random = random;
    this.store = store;
    this.mayForget = mayForget;
    this.config = tiny(random).withDurability(durability);
    this.engine = Engine.open(config.withStore(store.files()));
    this.bank = new Bank(engine);
    bank.found(ACCOUNTS);
    java.util.Arrays.fill(balances, 100);
    engine.close();
    reopen();
  }

  private static EngineConfig tiny(Random random) {
    return EngineConfig.inMemory()
        .withSizes(
            EngineSizes.standard()
                .withWorkers(1 + random.nextInt(4))
                .withPartitionsPerTable(1 + random.nextInt(4))
                .withCheckpointBytes(1L << (10 + random.nextInt(6))))
        .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(3), null))
        .withLog(new CommitLogConfig(64 << 10, 128 << 10, 1 + random.nextInt(4096), 2, 0));
  }

  /** Returns how many transfers were carried out. */
  int run(int crashes) {
    for (int i = 0; i < crashes; i++) {
      store.crashAfter(1 + random.nextInt(MAX_OPERATIONS));
      transfer();
      crash();
      check();
      repeatUnknown();
    }
    bank.close();
    engine.close();
    return carriedOut;
  }

  private void transfer() {
    for (int batch = 0; batch < MAX_BATCHES && !store.isOver(); batch++) {
      List<Transfer> begun = new ArrayList<>();
      int count = 1 + random.nextInt(6);
      for (int i = 0; i < count; i++) {
        begun.add(begin());
      }
      if (random.nextInt(3) == 0) {
        splits.add(new RandomSplits(random, "accounts").begin(engine));
      }
      transfers.addAll(begun);
      for (Transfer transfer : begun) {
        EngineDriver.await(() -> transfer.outcome.isDone() || store.isOver());
      }
    }
  }

  private Transfer begin() {
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    int mark = nextMark++;
    String token = random.nextBoolean() ? "t" + mark : null;
    int amount = 1 + random.nextInt(40);
    return new Transfer(mark, from, to, amount, token, send(mark, from, to, amount, token));
  }

  private CompletableFuture<Bank.Outcome> send(
      int mark, int from, int to, int amount, @Nullable String token) {
    return bank.writeAsync(
        token, bank.withdraw(from, amount), bank.deposit(to, amount), bank.open(mark, amount));
  }

  /** How many partitions were split meanwhile. */
  long splitsDone() {
    return splits.stream().filter(split -> split.getNow(null) instanceof SplitOutcome.Done).count();
  }

  private void crash() {
    store = end();
    while (true) {
      if (random.nextInt(3) == 0) {
        store.crashAfter(1 + random.nextInt(60));
      }
      try {
        reopen();
      } catch (RuntimeException e) {
        if (!store.isOver()) {
          throw e;
        }
        store = store.crash();
        continue;
      }
      store.crashAfter(NEVER);
      if (!store.isOver()) {
        return;
      }
      store = end();
    }
  }

  private void reopen() {
    bank.close();
    engine = Engine.open(config.withStore(store.files()));
    bank = new Bank(engine);
  }

  private CrashableStore end() {
    CrashableStore left = store.crash();
    try {
      engine.close();
    } catch (StorageException e) {
      assertThat(store.isOver()).isTrue(); // and all is closed in spite of it
    }
    bank.close();
    return left;
  }

  private void check() {
    for (Transfer transfer : transfers) {
      boolean found = bank.balance(transfer.mark) == transfer.amount;
      if (transfer.isRefused()) {
        assertThat(found).as("refused: %s", transfer).isFalse();
      }
      if (transfer.isDone() && !mayForget) {
        assertThat(found).as("acknowledged: %s", transfer).isTrue();
      }
      if (found) {
        take(transfer);
      }
    }
    checkBalances();
  }

  private void take(Transfer transfer) {
    carriedOut++;
    move(transfer.from, transfer.to, transfer.amount);
  }

  private void takeBack(Transfer transfer) {
    carriedOut--;
    move(transfer.to, transfer.from, transfer.amount);
  }

  private void move(int from, int to, int amount) {
    balances[from] -= amount;
    balances[to] += amount;
  }

  private void checkBalances() {
    List<Integer> found = bank.read(0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(found)
        .as("%s", transfers)
        .containsExactlyElementsOf(java.util.Arrays.stream(balances).boxed().toList());
  }

  /** Sends what nobody knows the outcome of again: it must not be carried out twice. */
  private void repeatUnknown() {
    List<Transfer> repeated = new ArrayList<>();
    for (Transfer transfer : transfers) {
      if (transfer.token == null || transfer.isDone() || transfer.isRefused()) {
        continue;
      }
      boolean before = bank.balance(transfer.mark) == transfer.amount;
      Bank.Outcome again =
          send(transfer.mark, transfer.from, transfer.to, transfer.amount, transfer.token).join();
      if (before) {
        assertThat(again.isDone() && again.replayed()).as("%s: %s", transfer, again).isTrue();
      } else if (again.isDone()) {
        take(transfer);
        repeated.add(transfer);
      }
    }
    checkBalances();
    transfers.clear();
    if (mayForget) {
      repeated.forEach(this::takeBack); // the next crash may do so; judged again after it
      transfers.addAll(repeated);
    }
  }
}
