package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
        Scrub scrub = new Scrub(() -> driver.engine().routes(), 1)) {
      EngineDriver.await(() -> scrub.checked() >= files(".segment").size());
      driver.put("p", "s", null, null, "still there");
      assertThat(driver.get("p", "s")).isEqualTo("still there");
    }
  }

  @Test
  void theScrubReportsDamageWithItsPlaceBeforeAReaderMeetsIt() {
    Logger logger = (Logger) LoggerFactory.getLogger(Scrub.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    try (EngineDriver driver = new EngineDriver(config)) {
      Path segment = files(".segment").getFirst();
      store.flip(segment, 200);
      try (Scrub scrub = new Scrub(() -> driver.engine().routes(), 1)) {
        EngineDriver.await(() -> scrub.checked() >= files(".segment").size());
      }
      assertThat(lines.list)
          .anySatisfy(
              line ->
                  assertThat(line.getFormattedMessage())
                      .startsWith("damage found by the scrub: ")
                      .contains(segment + ", position=1:64"));
    } finally {
      logger.setAdditive(true);
      logger.detachAppender(lines);
    }
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
