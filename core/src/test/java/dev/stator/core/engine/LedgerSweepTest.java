package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.partition.Reply;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ledger in the table of a {@link Bank}, whose keys are like its own. */
class LedgerSweepTest {
  private static final long START_MS = TimeUnit.DAYS.toMillis(20_000);
  private static final long TOKEN_LIFE_MS = TimeUnit.MINUTES.toMillis(10);
  private static final long PAUSE_MS = 1;
  private static final int MORE_THAN_A_PAGE = 300;

  private final AtomicLong nowMs = new AtomicLong(START_MS);
  private final Engine engine = Engine.open(EngineConfig.inMemory().withWorkers(2));
  private final Bank bank = new Bank(engine);
  private Ledger ledger;

  @BeforeEach
  void createTable() {
    bank.createTable();
    ledger = new Ledger(bank.table(), "this opening");
  }

  @AfterEach
  void close() {
    bank.close();
    engine.close();
  }

  @Test
  void deletesTokensAfterTenMinutesPageByPage() {
    for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
      take("old-" + i, START_MS);
    }
    take("young", START_MS + 1);
    nowMs.set(START_MS + TOKEN_LIFE_MS + 1);

    try (var _ = sweep()) {
      EngineDriver.await(() -> ids().equals(Set.of("token:young")));
    }
  }

  @Test
  void comesBackForWhatIsOverLater() {
    take("first", START_MS);
    take("second", START_MS + 5);
    nowMs.set(START_MS + TOKEN_LIFE_MS + 1);

    try (var _ = sweep()) {
      EngineDriver.await(() -> ids().equals(Set.of("token:second")));
      nowMs.set(START_MS + TOKEN_LIFE_MS + 6);
      EngineDriver.await(() -> ids().isEmpty());
    }
  }

  @Test
  void deletesDecisionsOfEarlierOpeningsOnly() {
    ParticipantKey now = new ParticipantKey(1, 2, 0);
    put(ledger.decision(now));
    put(new Ledger(bank.table(), "an earlier one").decision(new ParticipantKey(3, 4, 0)));

    try (var _ = sweep()) {
      EngineDriver.await(() -> ids().equals(Set.of("decision:" + now.transaction())));
    }
  }

  @Test
  void keepsATokenThatIsTakenAnewMeanwhile() {
    take("again", START_MS);
    nowMs.set(START_MS + TOKEN_LIFE_MS + 1);
    take("again", nowMs.get());
    take("old", START_MS);

    try (var _ = sweep()) {
      EngineDriver.await(() -> !ids().contains("token:old"));
      assertThat(ids()).containsExactly("token:again");
    }
  }

  private LedgerSweep sweep() {
    return new LedgerSweep(
        ledger, () -> TimeUnit.MILLISECONDS.toMicros(nowMs.get()), PAUSE_MS, engine::openSession);
  }

  private void take(String token, long atMs) {
    put(ledger.token(token, new byte[] {1}, atMs));
  }

  private void put(PutRequest request) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    bank.send(request, Session::put, reply -> done.complete(reply.error() == null));
    assertThat(done.join()).isTrue();
  }

  /** The ids of all items in the table. */
  private Set<String> ids() {
    PageRequest page = new PageRequest(2 * MORE_THAN_A_PAGE, null, null, null, false, false);
    CompletableFuture<Set<String>> ids = new CompletableFuture<>();
    bank.send(
        new ScanRequest(bank.table(), null, 0, 1, page),
        Session::scan,
        reply -> ids.complete(ids(reply)));
    return ids.join();
  }

  private static Set<String> ids(Reply reply) {
    Set<String> ids = new TreeSet<>();
    int position = 0;
    while (position < reply.pageLength()) {
      int length = reply.buffer().getInt(position, ByteOrder.LITTLE_ENDIAN);
      ids.add(idOf(new Slice(reply.buffer(), position + Integer.BYTES, length)));
      position += Integer.BYTES + length;
    }
    return ids;
  }

  private static String idOf(Slice item) {
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), "id");
    return item.buffer()
        .getStringWithoutLengthUtf8(
            ValueScanner.payloadOffset(item.buffer(), value),
            ValueScanner.payloadLength(item.buffer(), value));
  }
}
