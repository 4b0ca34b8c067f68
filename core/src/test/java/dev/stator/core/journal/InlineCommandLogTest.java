package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FaultyFileStore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InlineCommandLogTest {
  private final FaultyFileStore store = new FaultyFileStore(1);
  private final AtomicInteger wakes = new AtomicInteger();
  private final RecordedCommands delivered = new RecordedCommands();

  @Test
  void aPollForcesAndDeliversWhatItWasWokenFor() {
    try (InlineCommandLog log = open(new RecordedCommands())) {
      assertThat(log.poll(delivered)).isZero();
      offer(log, 1);
      offer(log, 2);
      assertThat(wakes).hasValue(2);
      assertThat(log.waitingBytes()).isPositive();
      assertThat(log.hasCommitted()).isTrue();
      assertThat(log.committedIndex()).isZero();

      assertThat(log.poll(delivered)).isEqualTo(2);
      assertThat(log.metrics().batches()).isEqualTo(1);
      assertThat(log.committedIndex()).isEqualTo(2).isEqualTo(log.appendedIndex());
      assertThat(log.isDrained()).isTrue();
    }
    assertThat(store.openFiles()).isZero();
    RecordedCommands replay = new RecordedCommands();
    open(replay).close();
    assertThat(replay.bytes()).containsExactlyElementsOf(delivered.bytes()).hasSize(2);
  }

  @Test
  void afterAFailedForceNothingIsCommitted() {
    InlineCommandLog log = open(new RecordedCommands());
    offer(log, 1);
    store.failNextForce();
    log.poll(delivered);

    assertThat(delivered.failures).containsExactly(CommitListener.Failure.UNKNOWN);
    assertThat(log.hasFailed()).isTrue();
    assertThat(log.committedIndex()).isZero();
    assertThat(tryToOffer(log, 2)).isEqualTo(CommandLog.Offer.FAILED);
    log.close();
    assertThat(store.openFiles()).isZero();
  }

  @Test
  void whatWasOfferedBeforeAFailureIsRejectedBehindIt() {
    try (InlineCommandLog log = open(new RecordedCommands())) {
      int longest = log.maxCommandLength();
      offer(log, 1, longest);
      while (log.offer(Journals.buffer(Journals.command(2, longest)), 0, longest)
          == CommandLog.Offer.ACCEPTED) {} // more than one batch
      store.failNextWrite();
      while (!log.isDrained()) {
        log.poll(delivered);
      }
    }
    assertThat(delivered.failures)
        .startsWith(CommitListener.Failure.UNKNOWN)
        .endsWith(CommitListener.Failure.REJECTED);
    assertThat(delivered.commands).isEmpty();
  }

  @Test
  void aFullDiskRejectsAndTheLogGoesOn() {
    try (InlineCommandLog log = open(new RecordedCommands())) {
      store.diskFull(0);
      while (delivered.failed.isEmpty()) {
        offer(log, 1, 1000);
        log.poll(delivered);
      }
      assertThat(delivered.failures).containsOnly(CommitListener.Failure.REJECTED);
      assertThat(log.hasFailed()).isFalse();

      store.diskFull(Long.MAX_VALUE);
      int before = delivered.commands.size();
      while (delivered.commands.size() == before) { // it looks for room now and then
        offer(log, 2, 1000);
        log.poll(delivered);
      }
    }
  }

  private InlineCommandLog open(CommitListener replay) {
    return InlineCommandLog.open(Journals.place(store, 0), replay, wakes::incrementAndGet);
  }

  private static void offer(InlineCommandLog log, int number) {
    offer(log, number, 10);
  }

  private static void offer(InlineCommandLog log, int number, int length) {
    assertThat(log.offer(Journals.buffer(Journals.command(number, length)), 0, length))
        .isEqualTo(CommandLog.Offer.ACCEPTED);
  }

  private static CommandLog.Offer tryToOffer(InlineCommandLog log, int number) {
    return log.offer(Journals.buffer(Journals.command(number, 10)), 0, 10);
  }
}
