package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.file.MemoryFileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitLogTest {

  @Test
  void usesFilesAgainThatCheckpointsCover() {
    FaultyFileStore store = new FaultyFileStore(1);
    int count = 0;
    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      for (int round = 0; round < 100; round++) {
        for (int i = 0; i < 5; i++) {
          log.append(Journals.batch(Journals.command(count++, 1024)));
          log.force();
        }
        log.checkpointed(count - 2);
        assertThat(store.list(Journals.DIRECTORY).size()).isLessThanOrEqualTo(5);
      }
    }

    RecordedCommands replay = new RecordedCommands();
    Journals.open(Journals.place(store, count - 2), replay).close();
    assertThat(replay.bytes())
        .containsExactly(Journals.command(count - 2, 1024), Journals.command(count - 1, 1024));
    assertThat(store.openFiles()).isZero();
  }

  @Test
  void neverTakesBatchesOfAnEarlierLifeForNew() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      MemoryFileStore store = new MemoryFileStore();
      List<byte[]> written = new ArrayList<>();
      long checkpoint = 0;
      for (int life = 0; life < 4; life++) {
        RecordedCommands replay = new RecordedCommands();
        try (CommitLog log = Journals.open(Journals.place(store, checkpoint), replay)) {
          assertThat(replay.bytes())
              .as("seed %d, life %d", seed, life)
              .containsExactlyElementsOf(written.subList((int) checkpoint, written.size()));
          for (int i = random.nextInt(60); i > 0; i--) {
            // Batches of one size, so that old ones begin where new ones end.
            byte[] command = Journals.command(written.size(), 500);
            log.append(Journals.batch(command));
            written.add(command);
            log.force();
            if (random.nextInt(4) == 0) {
              checkpoint = (long) written.size() - random.nextInt(Math.min(8, written.size()));
              log.checkpointed(checkpoint);
            }
          }
        }
      }
    }
  }

  @Test
  void aBatchFillsAFileToItsLastByte() {
    MemoryFileStore store = new MemoryFileStore();
    int longest = Batch.maxCommandLength(Journals.SMALL);
    byte[] command = Journals.command(1, longest);
    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      Batch batch = Batch.forCommands(Journals.SMALL, longest);
      for (int i = 0; i < 3; i++) {
        batch.clear();
        assertThat(batch.add(Journals.buffer(command), 0, longest)).isTrue();
        assertThat(batch.length())
            .isEqualTo(Journals.SMALL.fileLength() - LogFileDescriptor.HEADER_LENGTH);
        assertThat(log.append(batch)).isTrue();
        log.force();
      }
    }

    RecordedCommands replay = new RecordedCommands();
    Journals.open(store, replay).close();
    assertThat(replay.bytes()).containsExactly(command, command, command);
  }

  @Test
  void aFullDiskRejectsABatchAndChangesNothing() {
    FaultyFileStore store = new FaultyFileStore(1);
    CommitLog log = Journals.open(store, new RecordedCommands());
    store.diskFull(100);
    int appended = 0;
    while (log.append(Journals.batch(Journals.command(appended, 1024)))) {
      log.force();
      appended++;
    }
    assertThat(log.append(Journals.batch(Journals.command(99, 1024)))).isFalse();
    assertThat(log.appendedIndex()).isEqualTo(appended).isEqualTo(log.durableIndex());

    store.diskFull(Long.MAX_VALUE);

    while (!log.append(Journals.batch(Journals.command(appended, 1024)))) {
      Thread.onSpinWait(); // it looks for room now and then
    }
    log.force();
    log.close();
    RecordedCommands replay = new RecordedCommands();
    Journals.open(store, replay).close();
    assertThat(replay.lastIndex()).isEqualTo(appended + 1);
  }

  @Test
  void anOpeningThatFailsLeavesNothingOpen() {
    FaultyFileStore store = new FaultyFileStore(1);
    store.diskFull(100);
    assertThatThrownBy(() -> Journals.open(store, new RecordedCommands()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("no room");

    assertThat(store.openFiles()).isZero();
    store.diskFull(Long.MAX_VALUE);
    Journals.open(store, new RecordedCommands()).close();
  }

  @Test
  void whatAFailedForceLeftIsWrittenAgainAtTheNextOpening() {
    for (long seed = 0; seed < 100; seed++) {
      FaultyFileStore store = new FaultyFileStore(seed);
      CommitLog log = Journals.open(store, new RecordedCommands());
      log.append(Journals.batch(Journals.command(1, 2000)));
      log.force();
      log.append(Journals.batch(Journals.command(2, 2000)));
      store.failNextForce();
      assertThatThrownBy(log::force).isInstanceOf(StorageException.class);
      log.close();
      // The process starts again, the machine does not: its memory still shows the batch.
      RecordedCommands seen = new RecordedCommands();
      Journals.open(store, seen).close();

      RecordedCommands afterLoss = new RecordedCommands();
      Journals.open(store.losePower(), afterLoss).close();

      assertThat(seen.commands).hasSize(2);
      assertThat(afterLoss.bytes()).as("seed %d", seed).containsExactlyElementsOf(seen.bytes());
    }
  }

  @Test
  void theEpochGrowsWithEveryOpening() {
    FaultyFileStore store = new FaultyFileStore(3);
    for (int epoch = 1; epoch < 10; epoch++) {
      CommitLog log = Journals.open(store, new RecordedCommands());
      assertThat(log.epoch()).isEqualTo(epoch);
      store = store.losePower();
    }
  }

  @Test
  void measuresTheDistanceToTheCheckpoint() {
    CheckpointDistance distance = new CheckpointDistance(10);
    for (int i = 11; i <= 110; i++) {
      distance.onDelivered(i, 100_000);
    }
    assertThat(distance.bytes()).isEqualTo(10_000_000);

    distance.onCheckpoint(60);
    assertThat(distance.bytes())
        .isBetween(5_000_000L, 5_000_000L + CheckpointDistance.STRIDE_BYTES + 100_000);

    distance.onCheckpoint(110);
    assertThat(distance.bytes()).isZero();
  }
}
