package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FaultyFileStore;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntervalCommandLogTest {
  private static final long NEVER_MS = 1L << 40;

  private final FaultyFileStore store = new FaultyFileStore(1);
  private final RecordedCommands delivered = new RecordedCommands();

  @Test
  void deliversAtOnceAndForcesWhenItCloses() {
    try (IntervalCommandLog log = open(store, NEVER_MS, new RecordedCommands())) {
      offer(log, 1);
      assertThat(log.hasCommitted()).isTrue();
      assertThat(log.poll(delivered)).isEqualTo(1);

      assertThat(log.isDrained()).isTrue();
      assertThat(log.appendedIndex()).isEqualTo(1);
      assertThat(log.committedIndex()).isZero();
      assertThat(log.bytesSinceCheckpoint()).isEqualTo(log.metrics().bytes());
    }

    RecordedCommands replay = new RecordedCommands();
    open(store.losePower(), NEVER_MS, replay).close();
    assertThat(replay.bytes()).containsExactly(Journals.command(1, 100));
  }

  @Test
  void forcesAfterTheInterval() {
    try (IntervalCommandLog log = open(store, 1, new RecordedCommands())) {
      for (int i = 1; i <= 20; i++) {
        offer(log, i);
        log.poll(delivered);
        while (log.committedIndex() < i) {
          Thread.onSpinWait();
        }
      }
    }
    assertThat(delivered.commands).hasSize(20);
  }

  @Test
  void forcesAtOnceWhenItIsHurried() {
    try (IntervalCommandLog log = open(store, NEVER_MS, new RecordedCommands())) {
      for (int i = 1; i <= 3; i++) {
        offer(log, i);
        log.poll(delivered);
        log.hurry();
        while (log.committedIndex() < i) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void aFullFileIsForcedBeforeTheNextOneBegins() {
    try (IntervalCommandLog log = open(store, NEVER_MS, new RecordedCommands())) {
      for (int i = 0; i < 200; i++) {
        offer(log, i);
        log.poll(delivered);
      }
      assertThat(log.committedIndex()).isGreaterThan(100);
      assertThat(log.committedIndex()).isLessThan(200);
    }
  }

  @Test
  void afterAFailedForceNothingIsAcceptedAndWhatWaitsIsRejected() {
    IntervalCommandLog log = open(store, NEVER_MS, new RecordedCommands());
    int offered = 0;
    store.failNextForce();
    while (!log.hasFailed()) {
      offer(log, offered++);
      log.poll(delivered);
    }

    assertThat(log.offer(new UnsafeBuffer(new byte[1]), 0, 1)).isEqualTo(CommandLog.Offer.FAILED);
    assertThat(delivered.commands.size() + delivered.failed.size()).isEqualTo(offered);
    assertThat(delivered.failed).hasSize(1);
    log.close();
    assertThat(store.openFiles()).isZero();
  }

  private static IntervalCommandLog open(
      FaultyFileStore store, long intervalMs, CommitListener replay) {
    return IntervalCommandLog.open(Journals.place(store, 0), intervalMs, replay, () -> {});
  }

  private static void offer(CommandLog log, int number) {
    assertThat(log.offer(Journals.buffer(Journals.command(number, 100)), 0, 100))
        .isEqualTo(CommandLog.Offer.ACCEPTED);
  }
}
