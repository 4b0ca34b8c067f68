package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentPowerLossTest {
  private static final Path DIRECTORY = Path.of("/data/partition-7");
  private static final SegmentConfig SMALL = new SegmentConfig(4096, 16384, null);
  private static final int RUNS = 400;
  private static final int LOSSES_PER_RUN = 6;

  @Test
  void keepsEverythingBelowAForcedCheckpoint() {
    long firstSeed = System.nanoTime();
    for (long seed = firstSeed; seed < firstSeed + RUNS; seed++) {
      try {
        new Run(seed).check();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed=" + seed, e);
      }
    }
  }

  /** One log that is appended to, forced, and loses power again and again. */
  private static final class Run {
    private final Random random;
    private final List<Appended> records = new ArrayList<>();
    private final List<Long> locations = new ArrayList<>();
    private final Queue<Runnable> preparations = new ArrayDeque<>();
    private FaultyFileStore store;
    private long durableHead;

    Run(long seed) {
      random = new Random(seed);
      store = new FaultyFileStore(seed);
    }

    void check() {
      for (int loss = 0; loss < LOSSES_PER_RUN; loss++) {
        if (random.nextInt(3) == 0) {
          store.losePowerAfter(1 + random.nextInt(12));
        }
        boolean powered = openAndWork();
        preparations.clear();
        if (!powered || random.nextInt(4) != 0) {
          store = store.losePower();
        }
      }
      store = store.losePower();
      open().close();
      assertThat(store.openMappings()).isZero();
    }

    /** False when the power went away, at any point: it may do so while the log is opened, too. */
    private boolean openAndWork() {
      try (SegmentLog log = open()) {
        work(log);
        return true;
      } catch (StorageException e) {
        assertThat(e).hasMessageContaining("the power is off");
        return false;
      }
    }

    /**
     * Opens at the last forced checkpoint: exactly its records are there, then forgets the rest.
     */
    private SegmentLog open() {
      List<Long> visited = new ArrayList<>();
      SegmentConfig config = random.nextBoolean() ? SMALL : SMALL.withPreparer(preparations::add);
      SegmentLog log =
          SegmentLog.open(
              store,
              DIRECTORY,
              config,
              7,
              durableHead,
              (location, view) -> {
                records.get(visited.size()).assertShownBy(view);
                visited.add(location);
              });
      long expected = locations.stream().filter(location -> location < durableHead).count();
      assertThat(visited).isEqualTo(locations.subList(0, (int) expected));
      records.subList(visited.size(), records.size()).clear();
      locations.subList(visited.size(), locations.size()).clear();
      return log;
    }

    private void work(SegmentLog log) {
      Checkpoint taken = log.takeCheckpoint();
      for (int step = random.nextInt(120); step > 0; step--) {
        switch (random.nextInt(16)) {
          case 0 -> taken = log.takeCheckpoint();
          case 1 -> force(taken);
          case 2 -> store.writeBack();
          case 3 -> {
            while (!preparations.isEmpty()) {
              preparations.remove().run();
            }
          }
          default -> append(log);
        }
      }
    }

    private void append(SegmentLog log) {
      int length = random.nextInt(20) == 0 ? 20_000 : 900;
      Appended record = Appended.random(random, records.size(), length);
      locations.add(record.appendTo(log));
      records.add(record);
    }

    private void force(Checkpoint checkpoint) {
      checkpoint.force();
      durableHead = Math.max(durableHead, checkpoint.head());
    }
  }

  @Test
  void leavesTheLogUsableWhenTheDiskIsFull() {
    FaultyFileStore store = new FaultyFileStore(1);
    RecordView view = new RecordView();
    try (SegmentLog log = open(store, SMALL, 0)) {
      store.diskFull(0);
      assertThatThrownBy(() -> Appended.put(1, 8, 8).appendTo(log))
          .isInstanceOf(StorageException.class);
      store.diskFull(4096);
      Appended first = Appended.put(1, 8, 3000);
      long firstLocation = first.appendTo(log);
      long head = log.head();

      assertThatThrownBy(() -> Appended.put(2, 8, 3000).appendTo(log))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("No space left");
      assertThat(log.head()).isEqualTo(head);
      Appended small = Appended.put(3, 8, 100);
      long smallLocation = small.appendTo(log);
      store.diskFull(Long.MAX_VALUE);
      Appended large = Appended.put(4, 8, 3000);
      long largeLocation = large.appendTo(log);

      assertThat(smallLocation).isEqualTo(head);
      first.assertShownBy(log.read(firstLocation, view));
      small.assertShownBy(log.read(smallLocation, view));
      large.assertShownBy(log.read(largeLocation, view));
      log.takeCheckpoint().force();
    }
  }

  @Test
  void createsTheFileItselfWhenItCouldNotBePrepared() {
    FaultyFileStore store = new FaultyFileStore(1);
    try (SegmentLog log = open(store, SMALL.withPreparer(Runnable::run), 0)) {
      store.diskFull(4096);
      Appended.put(1, 8, 3000).appendTo(log);
      store.diskFull(Long.MAX_VALUE);

      long location = Appended.put(2, 8, 3000).appendTo(log);

      assertThat(location).isEqualTo(Location.of(2, SegmentDescriptor.HEADER_LENGTH));
    }
    assertThat(store.openMappings()).isZero();
  }

  @Test
  void doesNotTrustTheDiskAfterAFailedForce() {
    FaultyFileStore store = new FaultyFileStore(1);
    try (SegmentLog log = open(store, SMALL, 0)) {
      Appended.put(1, 8, 100).appendTo(log);
      Checkpoint checkpoint = log.takeCheckpoint();
      store.failNextForce();

      assertThatThrownBy(checkpoint::force).isInstanceOf(StorageException.class);

      assertThat(log.durablePosition()).isZero();
      assertThatThrownBy(checkpoint::force).hasMessageContaining("an earlier force failed");
      assertThatThrownBy(log::takeCheckpoint).hasMessageContaining("an earlier force failed");
    }
  }

  @Test
  void leavesNothingMappedWhenItCannotOpen() {
    FaultyFileStore store = new FaultyFileStore(1);
    long head;
    try (SegmentLog log = open(store, SMALL, 0)) {
      for (int i = 0; i < 50; i++) {
        Appended.put(i, 8, 900).appendTo(log);
      }
      head = log.head();
    }
    store.flip(DIRECTORY.resolve(SegmentDescriptor.fileName(2)), 1000);

    assertThatThrownBy(() -> open(store, SMALL, head)).isInstanceOf(StorageException.class);

    assertThat(store.openMappings()).isZero();
  }

  private static SegmentLog open(FaultyFileStore store, SegmentConfig config, long upTo) {
    return SegmentLog.open(store, DIRECTORY, config, 7, upTo, (location, view) -> {});
  }
}
