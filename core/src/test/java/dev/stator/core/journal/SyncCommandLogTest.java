package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.idle.ParkingIdleStrategy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyncCommandLogTest {
  private final FaultyFileStore store = new FaultyFileStore(1);
  private final ParkingIdleStrategy idle = new ParkingIdleStrategy(5);
  private final RecordedCommands delivered = new RecordedCommands();

  @Test
  void deliversWhatWasOfferedInOrder() {
    List<byte[]> offered = new ArrayList<>();
    try (SyncCommandLog log = open(new RecordedCommands())) {
      for (int i = 0; i < 500; i++) {
        offered.add(offer(log, Journals.command(i, i)));
      }
      pollUntil(log, 500);

      assertThat(log.isDrained()).isTrue();
      assertThat(log.committedIndex()).isEqualTo(500).isEqualTo(log.appendedIndex());
      assertThat(log.metrics().commands()).isEqualTo(500);
      assertThat(log.metrics().takeForceNs().getTotalCount()).isEqualTo(log.metrics().forces());
      assertThat(log.metrics().takeBatchCommands().getTotalCount())
          .isEqualTo(log.metrics().batches());
      assertThat(log.bytesSinceCheckpoint()).isEqualTo(log.metrics().bytes());
      log.checkpointed(500);
      assertThat(log.bytesSinceCheckpoint()).isZero();
    }

    assertThat(delivered.bytes()).containsExactlyElementsOf(offered);
    assertThat(delivered.batchEnd()).isEqualTo(500);
    assertThat(store.openFiles()).isZero();
    RecordedCommands replay = new RecordedCommands();
    open(replay).close();
    assertThat(replay.bytes()).containsExactlyElementsOf(offered);
  }

  @Test
  void deliversNothingBeforeItIsForced() {
    try (SyncCommandLog log = open(new RecordedCommands())) {
      store.holdForces();
      offer(log, Journals.command(1, 10));
      while (log.appendedIndex() == 0) {
        Thread.onSpinWait();
      }
      offer(log, Journals.command(2, 10));
      offer(log, Journals.command(3, 10));

      assertThat(log.poll(delivered)).isZero();
      assertThat(log.committedIndex()).isZero();
      assertThat(log.isDrained()).isFalse();

      store.releaseForces();
      pollUntil(log, 3);
      assertThat(log.metrics().batches()).isEqualTo(2);
    }
  }

  @Test
  void refusesWhatIsTooLargeAndWhatFindsNoRoom() {
    try (SyncCommandLog log = open(new RecordedCommands())) {
      int longest = log.maxCommandLength();
      assertThat(longest).isEqualTo(Journals.SMALL.ringLength() / 8);
      assertThat(log.offer(new UnsafeBuffer(new byte[longest + 1]), 0, longest + 1))
          .isEqualTo(CommandLog.Offer.TOO_LARGE);
      store.holdForces();

      int accepted = 0;
      CommandLog.Offer offer = CommandLog.Offer.ACCEPTED;
      while (offer == CommandLog.Offer.ACCEPTED) {
        offer = log.offer(Journals.buffer(Journals.command(accepted, longest)), 0, longest);
        accepted += offer == CommandLog.Offer.ACCEPTED ? 1 : 0;
      }

      assertThat(offer).isEqualTo(CommandLog.Offer.FULL);
      store.releaseForces();
      pollUntil(log, accepted);
    }
    assertThat(delivered.bytes().getLast())
        .isEqualTo(Journals.command(delivered.commands.size() - 1, 2048));
  }

  @Test
  void theDefaultTakesCommandsOfTwoMebibytes() {
    try (SyncCommandLog log =
        SyncCommandLog.open(
            new LogPlace(store, Journals.DIRECTORY, CommitLogConfig.DEFAULT, 0),
            delivered,
            idle::wake)) {
      assertThat(log.maxCommandLength()).isGreaterThanOrEqualTo(2 << 20);
      byte[] command = Journals.command(1, log.maxCommandLength());
      offer(log, command);
      pollUntil(log, 1);
      assertThat(delivered.bytes()).containsExactly(command);
    }
  }

  @Test
  void afterAFailedForceNothingIsCommittedAndEverythingAccountedFor() {
    SyncCommandLog log = open(new RecordedCommands());
    offer(log, Journals.command(0, 10));
    pollUntil(log, 1);
    store.holdForces();
    offer(log, Journals.command(1, 10));
    while (log.appendedIndex() == 1) {
      Thread.onSpinWait();
    }
    offer(log, Journals.command(2, 10));
    offer(log, Journals.command(3, 10));
    store.failNextForce();
    store.releaseForces();

    while (delivered.failed.size() < 3) {
      idle.idle(log.poll(delivered));
    }

    assertThat(delivered.commands).hasSize(1);
    assertThat(delivered.failed)
        .containsExactly(Journals.command(1, 10), Journals.command(2, 10), Journals.command(3, 10));
    assertThat(delivered.failures)
        .containsExactly(
            CommitListener.Failure.UNKNOWN,
            CommitListener.Failure.REJECTED,
            CommitListener.Failure.REJECTED);
    assertThat(log.hasFailed()).isTrue();
    assertThat(log.offer(new UnsafeBuffer(new byte[1]), 0, 1)).isEqualTo(CommandLog.Offer.FAILED);
    assertThat(log.committedIndex()).isEqualTo(1);
    log.close();
    assertThat(store.openFiles()).isZero();
  }

  @Test
  void afterAFailedWriteNothingIsCommitted() {
    SyncCommandLog log = open(new RecordedCommands());
    store.failNextWrite();
    offer(log, Journals.command(1, 10));

    while (delivered.failed.isEmpty()) {
      idle.idle(log.poll(delivered));
    }

    assertThat(log.hasFailed()).isTrue();
    log.close();
    assertThat(log.offer(new UnsafeBuffer(new byte[1]), 0, 1)).isEqualTo(CommandLog.Offer.FAILED);
  }

  @Test
  void aFullDiskRejectsCommandsUntilThereIsRoom() {
    try (SyncCommandLog log = open(new RecordedCommands())) {
      store.diskFull(0);
      int offered = 0;
      while (delivered.failed.isEmpty()) {
        offer(log, Journals.command(offered++, 1000));
        while (!log.isDrained()) {
          idle.idle(log.poll(delivered));
        }
      }
      assertThat(delivered.failures).containsOnly(CommitListener.Failure.REJECTED);
      assertThat(log.hasFailed()).isFalse();

      store.diskFull(Long.MAX_VALUE);
      int before = delivered.bytes().size();
      while (delivered.bytes().size() == before) { // it looks for room now and then
        offer(log, Journals.command(offered, 1000));
        while (!log.isDrained()) {
          idle.idle(log.poll(delivered));
        }
      }
      assertThat(delivered.bytes().getLast()).isEqualTo(Journals.command(offered, 1000));
    }
  }

  @Test
  void producersDoNotMixOrLoseTheirCommands(@TempDir Path directory) throws InterruptedException {
    int producers = 4;
    int commands = 20_000;
    long[] next = new long[producers];
    CommitListener inOrder =
        new CommitListener() {
          private long lastIndex;

          @Override
          public void onCommand(
              long epoch, long index, DirectBuffer buffer, int offset, int length) {
            assertThat(index).isEqualTo(++lastIndex);
            int producer = buffer.getInt(offset);
            assertThat(buffer.getInt(offset + 4)).isEqualTo((int) next[producer]++);
            assertThat(length).isEqualTo(8 + (int) (next[producer] % 50));
          }
        };
    CommitLogConfig config = new CommitLogConfig(1 << 20, 1 << 16, 1 << 14, 3, 20);
    LogPlace place = new LogPlace(new DiskFileStore(), directory, config, 0);

    try (SyncCommandLog log = SyncCommandLog.open(place, inOrder, idle::wake)) {
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        int producer = i;
        threads.add(new Thread(() -> produce(log, producer, commands)));
      }
      threads.forEach(Thread::start);
      int count = 0;
      while (count < producers * commands) {
        int polled = log.poll(inOrder);
        count += polled;
        if (count % 1000 == 0) {
          log.checkpointed(log.committedIndex());
        }
        idle.idle(polled);
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(next).containsOnly(commands);
  }

  @Test
  void refusesADamagedLog() {
    Random random = new Random(1);
    try (SyncCommandLog log = open(new RecordedCommands())) {
      for (int i = 0; i < 20; i++) {
        offer(log, Journals.command(random.nextInt(), 1000));
        pollUntil(log, i + 1);
      }
    }
    store.flip(LogFileName.log(Journals.DIRECTORY, 1), 300);

    assertThatThrownBy(() -> open(new RecordedCommands())).isInstanceOf(StorageException.class);
    assertThat(store.openFiles()).isZero();
  }

  private SyncCommandLog open(CommitListener replay) {
    return SyncCommandLog.open(Journals.place(store, 0), replay, idle::wake);
  }

  /** Offers the command, polling while there is no room. */
  private byte[] offer(CommandLog log, byte[] command) {
    while (log.offer(Journals.buffer(command), 0, command.length) == CommandLog.Offer.FULL) {
      idle.idle(log.poll(delivered));
    }
    return command;
  }

  private void pollUntil(CommandLog log, int count) {
    while (delivered.commands.size() + delivered.failed.size() < count) {
      idle.idle(log.poll(delivered));
    }
  }

  private static void produce(CommandLog log, int producer, int commands) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    buffer.putInt(0, producer);
    for (int i = 0; i < commands; ) {
      buffer.putInt(4, i);
      if (log.offer(buffer, 0, 8 + (i + 1) % 50) == CommandLog.Offer.ACCEPTED) {
        i++;
      } else {
        LockSupport.parkNanos(1000);
      }
    }
  }
}
