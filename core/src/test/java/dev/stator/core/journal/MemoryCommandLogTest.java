package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MemoryCommandLogTest {

  @Test
  void deliversWhatWasOfferedInOrder() {
    AtomicInteger wakeUps = new AtomicInteger();
    RecordedCommands delivered = new RecordedCommands();
    MemoryCommandLog log = new MemoryCommandLog(Journals.SMALL, wakeUps::incrementAndGet);
    int longest = log.maxCommandLength();

    for (int i = 0; i < 5000; i++) {
      int length = i % (longest + 1);
      assertThat(log.offer(Journals.buffer(Journals.command(i, length)), 0, length))
          .isEqualTo(CommandLog.Offer.ACCEPTED);
      if (i % 3 == 0) {
        while (log.hasCommitted()) {
          log.poll(delivered);
        }
      }
    }
    log.poll(delivered);

    assertThat(log.isDrained()).isTrue();
    assertThat(log.committedIndex()).isEqualTo(5000);
    for (int i = 0; i < 5000; i++) {
      assertThat(delivered.bytes().get(i)).isEqualTo(Journals.command(i, i % (longest + 1)));
    }
    assertThat(wakeUps.get()).isEqualTo(5000);
    assertThat(delivered.batchEnd()).isEqualTo(5000);
    log.checkpointed(5000);
    assertThat(log.bytesSinceCheckpoint()).isZero();
  }

  @Test
  void refusesWhatIsTooLargeAndWhatFindsNoRoom() {
    MemoryCommandLog log = new MemoryCommandLog(Journals.SMALL, () -> {});
    UnsafeBuffer command = new UnsafeBuffer(new byte[log.maxCommandLength() + 1]);

    assertThat(log.offer(command, 0, command.capacity())).isEqualTo(CommandLog.Offer.TOO_LARGE);
    while (log.offer(command, 0, command.capacity() - 1) == CommandLog.Offer.ACCEPTED) {
      assertThat(log.hasFailed()).isFalse();
    }
    assertThat(log.offer(command, 0, command.capacity() - 1)).isEqualTo(CommandLog.Offer.FULL);
    log.close();
    assertThat(log.offer(command, 0, 1)).isEqualTo(CommandLog.Offer.FAILED);
  }
}
