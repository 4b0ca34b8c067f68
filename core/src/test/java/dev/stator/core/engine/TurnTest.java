package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.worker.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Turns in the background and their pauses, by a clock that the test moves. */
class TurnTest {
  private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Long> paused = new ArrayList<>();
  private long nowNs;
  private long requests;
  private final Pace pace = new Pace(() -> requests, () -> nowNs);
  private final Turn turn = new Turn(pace, this::pause);

  @Test
  void pausesFourTimesAsLongAsATurnTook() {
    requests++;
    nowNs += 3 * MS;
    turn.end();
    nowNs += MS;
    turn.end();

    assertThat(paused).containsExactly(12 * MS, 4 * MS);
  }

  @Test
  void neverPausesWithoutClients() {
    for (int i = 0; i < 1000; i++) {
      nowNs += MS;
      turn.read(1000);
    }

    assertThat(turn.arePaced()).isFalse();
    assertThat(paused).isEmpty();
  }

  @Test
  void putsShortPausesOffUntilTheyAreWorthIt() {
    requests++;
    for (int i = 0; i < 1000; i++) {
      nowNs += MS / 10;
      turn.end();
    }

    assertThat(paused).allMatch(pause -> pause >= Turn.LEAST_PAUSE_NS).hasSizeBetween(250, 400);
    long all = paused.stream().mapToLong(Long::longValue).sum();
    assertThat(all).isBetween(3 * nowNs / 5, 4 * nowNs / 5);
  }

  @Test
  void aTurnHasSoManyItemsOrBytes() {
    for (int i = 1; i < Pace.TURN_ITEMS; i++) {
      assertThat(turn.add(10)).isFalse();
    }
    assertThat(turn.add(10)).isTrue();
    turn.end();

    assertThat(turn.add(Pace.TURN_BYTES - 1)).isFalse();
    assertThat(turn.add(1)).isTrue();
  }

  @Test
  void aBulkWriterPausesWhenAllItsItemsAreWritten() throws InterruptedException {
    try (EngineDriver driver = new EngineDriver(EngineConfig.inMemory())) {
      driver.createTable();
      Table table = driver.table(EngineDriver.TABLE);
      List<Long> written = new ArrayList<>();
      requests++;
      Turn counting =
          new Turn(
              new Pace(() -> requests, this::tick),
              ns -> {
                written.add(table.itemCount());
                nowNs += ns;
              });
      BulkWriter writer = new BulkWriter(driver.engine()::openSession, counting);

      for (int i = 0; i < 3 * Pace.TURN_ITEMS + 1; i++) {
        Slice item = EngineDriver.item("p" + i, "s", null, null, "v");
        writer.put(table, item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
        requests++;
      }
      writer.await();

      long each = Pace.TURN_ITEMS;
      assertThat(written).containsExactly(each, 2 * each, 3 * each);
      assertThat(table.itemCount()).isEqualTo(3 * each + 1);
    }
  }

  private void pause(long ns) {
    paused.add(ns);
    nowNs += ns;
  }

  /** Each look at the clock takes a millisecond. */
  private long tick() {
    nowNs += MS;
    return nowNs;
  }
}
