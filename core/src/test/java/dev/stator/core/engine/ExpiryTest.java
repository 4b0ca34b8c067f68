package dev.stator.core.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.partition.Partition;
import dev.stator.core.worker.Route;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of expired items in a running engine. */
class ExpiryTest {
  private static final long START_S = 1_800_000_000L;
  private static final long DELAY_S = 5;

  private final AtomicLong second = new AtomicLong(START_S);
  private final EngineConfig config =
      EngineConfig.inMemory()
          .withStore(new MemoryFileStore())
          .withDurability(new Durability.Sync())
          .withWorkers(2)
          .withClock(() -> TimeUnit.SECONDS.toMicros(second.get()))
          .withExpiryDelay(DELAY_S);
  private EngineDriver driver = new EngineDriver(config);

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void removesAnItemWhenItsTimeAndTheDelayAreOver() {
    driver.createTable();
    driver.expire(true);
    put("a", START_S + 1);
    put("b", START_S + 2);

    second.set(START_S + 1 + DELAY_S);

    await("b/s/g/l/-/" + (START_S + 2));
    second.incrementAndGet();
    await();
  }

  @Test
  void removesItsEntriesFromTheIndexes() {
    driver.createTable();
    driver.expire(true);
    put("a", START_S - DELAY_S);
    driver.put("b", "s", "g", "l", "v");

    await("b/s/g/l/v");

    assertThat(driver.scan("by-l")).containsExactly("b/s/g/l/v");
    EngineDriver.await(() -> driver.scan("by-g").size() == 1);
    assertThat(driver.table(EngineDriver.TABLE).itemCount()).isEqualTo(1);
  }

  @Test
  void keepsAnItemWhoseTimeWasMovedOn() {
    driver.createTable();
    driver.expire(true);
    put("a", START_S + 1);
    put("b", START_S + 1);
    put("a", START_S + 100);

    second.set(START_S + 1 + DELAY_S);

    await("a/s/g/l/-/" + (START_S + 100));
  }

  @Test
  void findsWhatWasThereBeforeItWasSwitchedOn() {
    driver.createTable();
    for (int i = 0; i < 1000; i++) {
      put("old" + i, START_S - DELAY_S - i);
    }
    put("young", START_S);

    driver.expire(true);

    await("young/s/g/l/-/" + START_S);
  }

  @Test
  void removesItemsWhileRequestsKeepTheWorkerBusy() {
    driver.close();
    driver = new EngineDriver(config.withWorkers(1));
    driver.createTable();
    driver.put("busy", "s", "g", "l", "v");
    for (int i = 0; i < 5000; i++) {
      put("old" + i, START_S - DELAY_S);
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong answers = new AtomicLong();
    for (int i = 0; i < 64; i++) {
      keepAsking(over, answers);
    }
    EngineDriver.await(() -> answers.get() > 1000);
    long before = answers.get();

    driver.expire(true);

    EngineDriver.await(() -> driver.table(EngineDriver.TABLE).itemCount() == 1);
    over.set(true);
    assertThat(answers.get()).as("answers while items expired").isGreaterThan(before);
  }

  private void keepAsking(AtomicBoolean over, AtomicLong answers) {
    var _ =
        driver
            .getAsync(EngineDriver.key("busy", "s"))
            .thenRun(
                () -> {
                  answers.incrementAndGet();
                  if (!over.get()) {
                    keepAsking(over, answers);
                  }
                });
  }

  @Test
  void removesNothingAfterItWasSwitchedOff() {
    driver.createTable();
    driver.expire(true);
    put("a", START_S + 1);
    driver.put("b", "s", "g", "l", "v");
    driver.expire(false);

    second.set(START_S + 100);
    put("c", START_S - 100);

    for (Route route : driver.table(EngineDriver.TABLE).routes(null).all()) {
      assertThat(route.worker().call(() -> partitionOf(route).expiry()).join()).isNull();
    }
    assertThat(driver.scan(null)).hasSize(3);
    driver.expire(true);
    await("b/s/g/l/v");
  }

  @Test
  void goesOnAfterARestart() {
    driver.createTable();
    driver.expire(true);
    put("a", START_S + 1);
    put("b", START_S + 2);
    driver.close();
    second.set(START_S + 1 + DELAY_S);

    driver = new EngineDriver(config);

    await("b/s/g/l/-/" + (START_S + 2));
  }

  @Test
  void aTableCanBeDeletedWhileItsItemsExpire() {
    driver.createTable();
    driver.expire(true);
    for (int i = 0; i < 1000; i++) {
      put("a" + i, START_S - DELAY_S);
    }

    driver.engine().deleteTable(EngineDriver.TABLE).join();

    EngineDriver.await(() -> driver.engine().table(EngineDriver.TABLE) == null);
    driver.createTable();
    put("new", START_S - DELAY_S);
    assertThat(driver.scan(null)).hasSize(1);
  }

  @Test
  void aMissingTableIsTold() {
    assertThatThrownBy(() -> driver.expire(true))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND));
  }

  private static Partition partitionOf(Route route) {
    return requireNonNull(route.worker().partition(route.partition()));
  }

  private void put(String pk, long expires) {
    driver.putAsync(EngineDriver.item(pk, "s", "g", "l", expires)).join();
  }

  private void await(String... items) {
    EngineDriver.await(() -> driver.scan(null).size() == items.length);
    assertThat(driver.scan(null)).containsExactlyInAnyOrder(items);
  }
}
