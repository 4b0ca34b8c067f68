package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DirectoryCheckTest {
  private static final Path DATA = Path.of("/data");
  private static final Path PARTITION = DATA.resolve("partitions");
  private static final String FILLER = "x".repeat(300);

  private final FaultyFileStore store = new FaultyFileStore(1);
  private final EngineConfig config =
      EngineConfig.at(DATA)
          .withStore(store)
          .withSizes(
              EngineSizes.standard()
                  .withWorkers(1)
                  .withPartitionsPerTable(1)
                  .withCheckpointBytes(4 << 10))
          .withSegments(new SegmentConfig(4096, 8192, null));
  private final List<String> damages = new ArrayList<>();

  @BeforeEach
  void writes() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.createTable();
      for (int i = 0; i < 60; i++) {
        driver.put("p" + i, "s", "g", null, FILLER);
      }
      EngineDriver.await(() -> !files(".summary").isEmpty());
    }
  }

  @Test
  void findsNothingWrongWithWhatTheEngineWrote() {
    DirectoryCheck.Result result = check();

    assertThat(damages).isEmpty();
    assertThat(result.damaged()).isZero();
    assertThat(result.records()).isGreaterThanOrEqualTo(120); // of the table and of its index
  }

  @Test
  void comparesIndexesWithTheirTables() {
    EngineDriver.await(this::indexIsCompared);
    assertThat(damages).isEmpty();

    Path checkpoint = DATA.resolve("workers.1/0/checkpoint");
    Checkpoint whole = CheckpointFile.read(store, checkpoint);
    for (CheckpointEntry entry : whole.entries().values()) {
      if (!entry.state().sources().isEmpty()) { // a partition of the index
        dropSegments(whole, entry, checkpoint);
      }
    }

    check();

    assertThat(damages)
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("index does not have what its table has: table=" + EngineDriver.TABLE)
        .endsWith("expected=60");
  }

  /** A stop may come before the index has everything; the next start goes on. */
  private boolean indexIsCompared() {
    new EngineDriver(config).close();
    return check().indexes() == 1;
  }

  /** As if a fault had lost entries in a way that no checksum can tell. */
  private void dropSegments(Checkpoint whole, CheckpointEntry entry, Path file) {
    PartitionState state = entry.state();
    List<SealedSegment> segments =
        state.segments().stream()
            .map(segment -> new SealedSegment(segment.number(), segment.end(), state.head()))
            .toList();
    Map<Long, CheckpointEntry> entries = new HashMap<>(whole.entries());
    long id = state.id();
    entries.put(
        id,
        new CheckpointEntry(
            new PartitionState(
                id, state.head(), segments, state.sequence(), state.timestamp(), state.sources()),
            entry.feeds()));
    CheckpointFile.write(store, file, new Checkpoint(whole.index(), entries));
  }

  @Test
  void readsBackupsToo() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.backUp();
    }
    long records = check().records();
    assertThat(damages).isEmpty();
    Path backup = store.list(DATA.resolve("backups")).getFirst();
    for (Path path : store.list(backup)) {
      if (path.endsWith("manifest")) {
        store.flip(path, 50);
      }
    }

    assertThat(check().records()).isLessThan(records);
    assertThat(damages)
        .containsExactly("corrupt manifest of a backup: file=" + backup.resolve("manifest"));
  }

  @Test
  void namesFileAndPositionOfEachFlippedBit() {
    Path segment = files(".segment").getFirst();
    Path summary = files(".summary").getLast();
    store.flip(segment, 200);
    store.flip(summary, 60);

    assertThat(check().damaged()).isEqualTo(2);

    assertThat(damages)
        .anySatisfy(
            damage -> assertThat(damage).contains(segment + ", position=1:64").contains("Crc"))
        .anySatisfy(damage -> assertThat(damage).contains("corrupt summary: file=" + summary));
  }

  @Test
  void findsADamagedCheckpoint() {
    Path checkpoint = DATA.resolve("workers.1/0/checkpoint");
    store.flip(checkpoint, 30);

    check();

    assertThat(damages).containsExactly("corrupt checkpoint: file=" + checkpoint);
  }

  @Test
  void findsADamagedLogAndAMissingSegment() {
    Path log = DATA.resolve("workers.1/0/log/identity");
    store.flip(log, 30);
    Path segment = files(".segment").getFirst();
    store.delete(segment);

    check();

    assertThat(damages).hasSize(2);
    assertThat(damages.getFirst()).contains("corrupt identity of a commit log: file=" + log);
    assertThat(damages.getLast()).contains(segment.toString());
  }

  /** Else a start takes the rest for leftovers, and deletes it. */
  @ParameterizedTest
  @ValueSource(strings = {"catalog", "workers.1/0", "workers.1", "format"})
  void aDirectoryOfWhichAPartIsMissingIsRefusedAndLeftAsItIs(String part) {
    if (part.equals("format")) {
      store.delete(DATA.resolve(part));
    } else {
      store.deleteTree(DATA.resolve(part));
    }
    List<Path> before = files("");

    check();
    assertThat(damages).isNotEmpty().allMatch(damage -> damage.contains(part));
    assertThatThrownBy(() -> new EngineDriver(config))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("missing")
        .hasMessageContaining(part);

    assertThat(files("")).isNotEmpty().isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "0, 1", "99999999, 1", "1, 2", "1, 0"})
  void aFormatWithAnotherNumberIsRefusedAndNothingIsDeleted(int workers, int generation) {
    String format =
        "stator data directory\nversion=1\nworkers=%d\ngeneration=%d\n"
            .formatted(workers, generation);
    for (int i = 0; i < 2; i++) { // partitions of both workers, if there were two
      String table = "more" + i;
      try (EngineDriver driver = new EngineDriver(config)) {
        driver.engine().createTable(EngineDriver.definition(table, false)).join();
        driver.awaitActive(table);
        driver.put(table, EngineDriver.item("p", "s", null, null, "v"), null, () -> {}).join();
      }
    }
    store.replace(DATA.resolve("format"), format.getBytes(UTF_8));
    List<Path> before = files("");

    check();
    assertThat(damages).isNotEmpty();
    assertThatThrownBy(() -> new EngineDriver(config)).isInstanceOf(StorageException.class);

    assertThat(files("")).isEqualTo(before);
  }

  @Test
  void findsTheCheckpointOfAnother() {
    byte[] catalog = store.read(DATA.resolve("catalog/checkpoint"));
    Path checkpoint = DATA.resolve("workers.1/0/checkpoint");
    store.replace(checkpoint, catalog);

    check();

    assertThat(damages)
        .containsExactly("checkpoint of another worker: file=" + checkpoint + ", partition=0");
  }

  @Test
  void refusesADirectoryOfANewerVersion() {
    store.replace(
        DATA.resolve("format"),
        "stator data directory\nversion=2\nworkers=1\ngeneration=1\n".getBytes(UTF_8));

    check();

    assertThat(damages)
        .containsExactly("data directory of another version: /data, expected=1, actual=2");
  }

  @Test
  void theScrubReadsEverythingWhileTheEngineRuns() {
    try (EngineDriver driver = new EngineDriver(config);
        Scrub scrub = scrub(driver)) {
      EngineDriver.await(() -> scrub.checked() >= files(".segment").size());
      driver.put("p", "s", null, null, "still there");
      assertThat(driver.get("p", "s")).isEqualTo("still there");
    }
  }

  @Test
  void theScrubReportsDamageWithItsPlaceBeforeAReaderMeetsIt() {
    String summary = files(".summary").getFirst().toString();
    Path segment = Path.of(summary.replace(".summary", ".segment"));
    int number = Integer.parseInt(summary.replaceAll(".*/|[.]summary", ""));
    try (EngineDriver driver = new EngineDriver(config)) {
      store.flip(segment, 200);
      assertThat(linesOfScrub(driver))
          .anySatisfy(line -> assertThat(line).contains(segment + ", position=" + number + ":64"));
    }
  }

  @Test
  void theScrubReadsBackupsOfTablesThatAreGone() {
    try (EngineDriver driver = new EngineDriver(config)) {
      driver.backUp();
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      EngineDriver.await(() -> files(".segment").isEmpty());
      Path backup = store.list(DATA.resolve("backups")).getFirst();
      Path partition =
          store.list(backup).stream()
              .filter(file -> !file.endsWith("manifest"))
              .findFirst()
              .orElseThrow();
      Path segment = store.list(partition).getFirst();
      store.flip(segment, 200);

      assertThat(linesOfScrub(driver))
          .anySatisfy(line -> assertThat(line).contains(segment + ", position=1:64"));
    }
  }

  @Test
  void theScrubPausesWithinASegmentWhileClientsAreThere() {
    AtomicLong requests = new AtomicLong();
    AtomicLong nowNs = new AtomicLong();
    AtomicInteger pauses = new AtomicInteger();
    Pace pace = new Pace(requests::incrementAndGet, () -> nowNs.addAndGet(1_000_000));
    Turn turn = new Turn(pace, ns -> pauses.incrementAndGet());
    SegmentConfig longer = new SegmentConfig(64 << 10, 64 << 10, null);
    try (EngineDriver driver = new EngineDriver(config.withSegments(longer))) {
      driver.engine().deleteTable(EngineDriver.TABLE).join();
      driver.createTable();
      for (int i = 0; i < 4 * Pace.TURN_ITEMS; i++) {
        driver.put("p" + i, "s", null, null, "v");
      }
      driver.backUp();
      try (Scrub _ = scrub(driver, turn)) {
        EngineDriver.await(() -> pauses.get() >= 4);
      }
    }
  }

  private Scrub scrub(EngineDriver driver) {
    return scrub(driver, new Turn(new Pace(() -> 0, () -> 0), pause -> {}));
  }

  private Scrub scrub(EngineDriver driver, Turn turn) {
    return new Scrub(
        () -> driver.engine().routes(),
        new SnapshotScrub(store, DataDirectory.openExisting(store, DATA), turn),
        turn,
        1);
  }

  /** What the scrub says of damages until it has said something. */
  private List<String> linesOfScrub(EngineDriver driver) {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.stator.core.engine");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    try (Scrub _ = scrub(driver)) {
      EngineDriver.await(() -> !damagesIn(lines).isEmpty());
      return damagesIn(lines);
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(lines);
    }
  }

  private static List<String> damagesIn(ListAppender<ILoggingEvent> lines) {
    return lines.list.stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith("damage found by the scrub: "))
        .toList();
  }

  private DirectoryCheck.Result check() {
    DirectoryCheck.Result result = DirectoryCheck.run(store, DATA, damages::add);
    assertThat(store.openFiles() + store.openMappings()).isZero();
    return result;
  }

  /** Those of partitions, of the oldest partition first. */
  private List<Path> files(String suffix) {
    List<Path> found = new ArrayList<>();
    for (Path partition : store.list(PARTITION)) {
      for (Path file : store.list(partition)) {
        if (file.toString().endsWith(suffix)) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
