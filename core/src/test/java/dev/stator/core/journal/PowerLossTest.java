package dev.stator.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lives of a log that end by a loss of power at any moment. After each: every command that was
 * acknowledged is there, in order, and none that was never offered.
 */
@Timeout(300)
class PowerLossTest {
  private static final int LIVES = 12;
  private static final int RUNS = Integer.getInteger("stator.test.runs", 60);

  /** What one seed knows about its log. */
  private static final class History {
    final Random random;
    final long seed;
    final List<byte[]> offered = new ArrayList<>();
    FaultyFileStore store;
    long acknowledged;
    long checkpoint;

    History(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      this.store = new FaultyFileStore(seed);
    }

    byte[] nextCommand() {
      byte[] command = Journals.command(random.nextInt(), random.nextInt(1500));
      offered.add(command);
      return command;
    }

    void maybeCheckpoint(CommitLog log) {
      if (acknowledged > checkpoint && random.nextInt(6) == 0) {
        checkpoint += 1 + random.nextInt((int) (acknowledged - checkpoint));
        log.checkpointed(checkpoint);
      }
    }

    /** Compares what was replayed with what was offered, and forgets what was lost. */
    void check(RecordedCommands replay) {
      long last = Math.max(replay.lastIndex(), checkpoint);
      assertThat(last).as("acknowledged, seed %d", seed).isGreaterThanOrEqualTo(acknowledged);
      assertThat(last).as("offered, seed %d", seed).isLessThanOrEqualTo(offered.size());
      assertThat(replay.bytes())
          .as("seed %d", seed)
          .containsExactlyElementsOf(offered.subList((int) checkpoint, (int) last));
      offered.subList((int) last, offered.size()).clear();
      acknowledged = last;
    }
  }

  /** How often a log that is appended by hand is forced. */
  private interface Forcing {
    boolean now(Random random);
  }

  @Test
  void keepsWhatWasForcedWhenEveryBatchIsForced() {
    for (long seed = 0; seed < RUNS; seed++) {
      runLives(new History(seed), random -> true);
    }
  }

  @Test
  void keepsWhatWasForcedWhenSomeBatchesAreForced() {
    for (long seed = 0; seed < RUNS; seed++) {
      runLives(new History(seed), random -> random.nextInt(4) == 0);
    }
  }

  @Test
  void keepsWhatTheSyncLogDelivered() {
    for (long seed = 0; seed < RUNS / 4; seed++) {
      History history = new History(seed);
      for (int life = 0; life < LIVES; life++) {
        liveWithThreads(history);
        history.store = history.store.losePower();
      }
    }
  }

  private static void runLives(History history, Forcing forcing) {
    for (int life = 0; life < LIVES; life++) {
      history.store.losePowerAfter(1 + history.random.nextInt(120));
      try {
        live(history, forcing);
      } catch (StorageException e) {
        assertThat(String.valueOf(e.getMessage()))
            .as("seed %d", history.seed)
            .containsAnyOf("power is off", "no room for the first file");
      }
      history.store = history.store.losePower();
    }
    RecordedCommands replay = new RecordedCommands();
    Journals.open(Journals.place(history.store, history.checkpoint), replay).close();
    history.check(replay);
  }

  /** Appends until the power is lost. */
  private static void live(History history, Forcing forcing) {
    RecordedCommands replay = new RecordedCommands();
    CommitLog log = Journals.open(Journals.place(history.store, history.checkpoint), replay);
    history.check(replay);
    boolean appended = true;
    while (appended) {
      byte[][] commands = new byte[1 + history.random.nextInt(3)][];
      for (int i = 0; i < commands.length; i++) {
        commands[i] = history.nextCommand();
      }
      appended = log.append(Journals.batch(commands));
      if (appended && forcing.now(history.random)) {
        log.force();
        history.acknowledged = history.offered.size();
      }
      history.maybeCheckpoint(log);
    }
  }

  /** One life of the log with its thread; this thread offers, polls, and pulls the plug. */
  private static void liveWithThreads(History history) {
    RecordedCommands replay = new RecordedCommands();
    SyncCommandLog log =
        SyncCommandLog.open(Journals.place(history.store, history.checkpoint), replay, () -> {});
    history.check(replay);
    history.store.losePowerAfter(1 + history.random.nextInt(100));
    RecordedCommands delivered = new RecordedCommands();
    while (!log.hasFailed() && !history.store.isOff()) {
      byte[] command = history.nextCommand();
      if (log.offer(Journals.buffer(command), 0, command.length) != CommandLog.Offer.ACCEPTED) {
        history.offered.removeLast();
      }
      log.poll(delivered);
      if (delivered.lastIndex() > history.acknowledged + 20) {
        history.acknowledged = delivered.lastIndex();
        history.checkpoint = history.acknowledged - history.random.nextInt(10);
        log.checkpointed(history.checkpoint);
      }
    }
    while (!log.isDrained()) {
      log.poll(delivered);
    }
    history.acknowledged = Math.max(history.acknowledged, delivered.lastIndex());
    log.close();
    assertThat(history.store.openFiles()).as("seed %d", history.seed).isZero();
  }
}
