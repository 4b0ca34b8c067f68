package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A repair does what it announces, loses what it lists, and keeps the damaged files. */
@ExtendWith(QuietLog.class)
class DirectoryRepairTest {
  private static final Path DATA = Path.of("/data");
  private static final Path LOG = DATA.resolve("workers.1/0/log");
  private static final String FILLER = "x".repeat(300);
  private static final int ITEMS = 60;

  private final Random random = new Random(11);
  private final FaultyFileStore store = new FaultyFileStore(1);
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void writes() {
    try (EngineDriver driver = new EngineDriver(config())) {
      driver.engine().createTable(EngineDriver.definition(false)).join();
      driver.awaitActive();
      for (int i = 0; i < ITEMS; i++) {
        driver.put("p" + i, "s", null, null, FILLER);
      }
      EngineDriver.await(() -> !files(".summary").isEmpty());
    }
  }

  @Test
  void findsNothingToDoWhereNothingIsWrong() {
    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(0, 0));
    assertThat(lines).isEmpty();
    assertThat(store.exists(DATA.resolve("damaged"))).isFalse();
  }

  @Test
  void aDamagedRecordIsListedWithItsKeyAndOnlyItIsLost() {
    Path segment = files(".segment").getFirst();
    store.flip(segment, 64 + 40 + 30);

    assertThat(repair(false)).isEqualTo(new DirectoryRepair.Result(2, 0));
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("  lost: position=1:64")
                    .contains("the summary says: item, key=p0\\x00\\x00s"));
    assertThat(check()).isPositive();

    byte[] damaged = store.read(segment);
    repair(true);

    assertThat(check()).isZero();
    assertThat(store.read(DATA.resolve("damaged/1").resolve(DATA.relativize(segment))))
        .isEqualTo(damaged);
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.get("p0", "s")).isNull();
      assertThat(driver.scan(null)).hasSize(ITEMS - 1);
      driver.put("p0", "s", null, null, "again");
      assertThat(driver.get("p0", "s")).isEqualTo("again");
    }
  }

  @Test
  void manyFlippedBytesLoseOnlyTheRecordsThatTheyAreIn() {
    for (int run = 0; run < 20; run++) {
      Path segment = files(".segment").getFirst();
      byte[] whole = store.read(segment);
      Set<Integer> hit = new HashSet<>();
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        int position = 64 + random.nextInt(3000);
        store.flip(segment, position);
        hit.add(position);
      }

      repair(true);

      assertThat(check()).as("flipped %s", hit).isZero();
      try (EngineDriver driver = new EngineDriver(config())) {
        assertThat(driver.scan(null).size()).as("flipped %s", hit).isGreaterThan(ITEMS - 9);
      }
      store.replace(segment, whole);
      repair(true); // the summary was made of the mended one
    }
  }

  /** As when a segment of another partition is there. */
  @Test
  void recordsThatEndShortlyBeforeTheEndAreLost() {
    Path segment = files(".segment").getFirst();
    byte[] bytes = store.read(segment);
    System.arraycopy(bytes, 72, bytes, 64, bytes.length - 72);
    store.replace(segment, bytes);

    assertThat(repair(true).hopeless()).isZero();

    assertThat(check()).isZero();
  }

  @Test
  void aMissingSegmentIsReplacedByAnEmptyOne() {
    Path segment = files(".segment").getFirst();
    store.delete(segment);

    repair(true);

    assertThat(lines).anyMatch(line -> line.contains("the file is missing"));
    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSizeBetween(ITEMS - 20, ITEMS - 1);
    }
  }

  @Test
  void aDamagedSummaryIsMadeAnewByTheNextServer() {
    Path summary = files(".summary").getFirst();
    store.flip(summary, 60);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSize(ITEMS);
      driver.put("p", "s", null, null, FILLER.repeat(20)); // a checkpoint
      EngineDriver.await(() -> store.exists(summary));
    }
  }

  @Test
  void theSummaryOfAnEmptiedSegmentIsMovedAway() {
    Path checkpoint = DATA.resolve("workers.1/0/checkpoint");
    Checkpoint whole = CheckpointFile.read(store, checkpoint);
    CheckpointEntry entry =
        whole.entries().values().stream()
            .filter(known -> !known.state().segments().isEmpty())
            .findFirst()
            .orElseThrow();
    PartitionState state = entry.state();
    List<SealedSegment> emptied =
        state.segments().stream()
            .map(full -> new SealedSegment(full.number(), full.end(), state.head()))
            .toList();
    Map<Long, CheckpointEntry> entries = new HashMap<>(whole.entries());
    entries.put(
        state.id(),
        new CheckpointEntry(
            new PartitionState(
                state.id(),
                state.head(),
                emptied,
                state.sequence(),
                state.timestamp(),
                state.sources()),
            entry.feeds()));
    CheckpointFile.write(store, checkpoint, new Checkpoint(whole.index(), entries));
    store.flip(files(".summary").getFirst(), 60);
    assertThat(check()).isPositive();

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(check()).isZero();
  }

  /** A record less in the catalog, and the next start deletes a table. */
  @ParameterizedTest
  @CsvSource({"partition/00000000000000000001.segment, 150", "checkpoint, 60"})
  void theCatalogIsMadeAnewFromItsLog(String file, int position) {
    store.flip(DATA.resolve("catalog").resolve(file), position);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSize(ITEMS);
    }
  }

  @Test
  void aCatalogWithoutItsLogIsHopelessAndNothingIsLost() {
    store.flip(DATA.resolve("catalog/partition/00000000000000000001.segment"), 150);
    store.list(DATA.resolve("catalog/log")).stream()
        .filter(file -> file.toString().endsWith(".log"))
        .forEach(store::delete);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(0, 1));

    assertThat(lines.getFirst()).startsWith("cannot be repaired: corrupt segment: file=");
  }

  @Test
  void aBackupIsMendedLikeThePartitionThatItsFilesAreOf() {
    try (EngineDriver driver = new EngineDriver(config())) {
      driver.backUp();
    }
    Path backup = store.list(DATA.resolve("backups")).getFirst();
    store.flip(files(".segment").getFirst(), 64 + 40 + 30); // of the backup, too

    assertThat(repair(true).hopeless()).isZero();

    assertThat(check()).isZero();
    assertThat(lines).anyMatch(line -> line.contains("corrupt segment: file=" + backup));
    store.flip(backup.resolve("manifest"), 50);
    assertThat(repair(false)).isEqualTo(new DirectoryRepair.Result(0, 1));
  }

  @Test
  void aLogIsCutAtItsDamageAndTheFilesAreKept() {
    EngineDriver crashed = new EngineDriver(config().withSizes(sizes(1 << 30)));
    for (int i = 0; i < ITEMS; i++) {
      crashed.put("q" + i, "s", null, null, FILLER);
    }
    FaultyFileStore left = store.losePower();
    CloseHelper.quietClose(crashed); // the power is off
    Path log = left.list(LOG).getFirst();
    byte[] bytes = left.read(log);
    left.flip(log, 40_000); // acknowledged commands are before and behind

    DirectoryRepair.Result result =
        DirectoryRepair.run(left, DATA, new DirectoryRepair.Options(true, Set.of()), lines::add);

    assertThat(result.steps()).isPositive();
    assertThat(result.hopeless()).isZero();
    assertThat(lines.getFirst()).startsWith("done: corrupt commit log: file=");
    assertThat(DirectoryCheck.run(left, DATA, lines::add).damaged()).as("%s", lines).isZero();
    assertThat(left.read(DATA.resolve("damaged/1").resolve(DATA.relativize(log))))
        .hasSameSizeAs(bytes);
    try (EngineDriver driver = new EngineDriver(config().withStore(left))) {
      assertThat(driver.scan(null)).hasSizeBetween(ITEMS, 2 * ITEMS - 1);
    }
  }

  @Test
  void anEmptyFileTakesThePlaceOfALogThatIsMissing() {
    store.list(LOG).stream()
        .filter(file -> file.toString().endsWith(".log"))
        .forEach(store::delete);
    assertThat(check()).isPositive();

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(lines.getLast()).contains("all files of the log are missing");
    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSize(ITEMS); // all of them are in the checkpoint
    }
  }

  @Test
  void aLogWhoseOnlyFileIsLostCanBeOpenedAfterARepair() {
    store.flip(store.list(LOG).getFirst(), 30);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSize(ITEMS);
    }
  }

  @Test
  void aDamagedIdentityIsMadeAnew() {
    store.flip(LOG.resolve("identity"), 30);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(1, 0));

    assertThat(check()).isZero();
    try (EngineDriver driver = new EngineDriver(config())) {
      assertThat(driver.scan(null)).hasSize(ITEMS);
    }
  }

  @Test
  void aDamagedCheckpointIsHopeless() {
    store.flip(DATA.resolve("workers.1/0/checkpoint"), 30);

    assertThat(repair(true)).isEqualTo(new DirectoryRepair.Result(0, 1));
    assertThat(lines.getFirst()).startsWith("cannot be repaired: corrupt checkpoint");
  }

  @Test
  void waitingCommandsAreListedAndGivenUpOnlyWhenAskedTo() {
    long partition;
    try (EngineDriver driver = new EngineDriver(config())) {
      partition = FailedPartitionTest.poison(driver);
    }
    repair(true);
    assertThat(lines).singleElement().asString().startsWith("  waits: index=");

    DirectoryRepair.Options drop = new DirectoryRepair.Options(true, Set.of(partition));
    DirectoryRepair.run(store, DATA, drop, lines::add);

    Path checkpoint = DATA.resolve("workers.1/0/checkpoint");
    assertThat(CheckpointFile.read(store, checkpoint).waiting()).isEmpty();
    try (EngineDriver driver = new EngineDriver(config())) {
      driver.put("p0", "s", null, null, "again");
      assertThat(driver.scan(null)).hasSize(ITEMS);
    }
  }

  private DirectoryRepair.Result repair(boolean apply) {
    lines.clear();
    DirectoryRepair.Options options = new DirectoryRepair.Options(apply, Set.of());
    DirectoryRepair.Result result = DirectoryRepair.run(store, DATA, options, lines::add);
    assertThat(store.openFiles() + store.openMappings()).isZero();
    return result;
  }

  private int check() {
    return DirectoryCheck.run(store, DATA, damage -> {}).damaged();
  }

  private EngineConfig config() {
    return EngineConfig.at(DATA)
        .withStore(store)
        .withSizes(sizes(4 << 10))
        .withLog(CommitLogConfig.DEFAULT.withFileLength(64 << 10).withRingLength(64 << 10))
        .withSegments(new SegmentConfig(4096, 8192, null));
  }

  private static EngineSizes sizes(long checkpointBytes) {
    return EngineSizes.standard()
        .withWorkers(1)
        .withPartitionsPerTable(1)
        .withCheckpointBytes(checkpointBytes);
  }

  /** Those of the table's partition. */
  private List<Path> files(String suffix) {
    List<Path> found = new ArrayList<>();
    for (Path partition : store.list(DATA.resolve("partitions"))) {
      for (Path file : store.list(partition)) {
        if (file.toString().endsWith(suffix)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
