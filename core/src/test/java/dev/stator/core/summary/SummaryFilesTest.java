package dev.stator.core.summary;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.agrona.collections.IntHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SummaryFilesTest {
  private static final Path DIRECTORY = Path.of("/data/partitions/7");
  private static final Path SUMMARY = DIRECTORY.resolve("00000000000000000001.summary");
  private static final int END = 64 + 6 * 48;

  /** Header, the keys a and b, a prepare and a resolve. */
  private static final String GOLDEN =
      """
      535441544f525355 01000000 f85ea9e5 0700000000000000 01000000 60010000
      01000000 90000000 02000000 02000000
      70000000 2e000000 05000000 0100 01 00 61
      00010000 29000000 00000000 0100 02 00 62
      d0000000 30010000
      """;

  private final FaultyFileStore store = new FaultyFileStore(1);
  private final SummaryFiles summaries = new SummaryFiles(store, DIRECTORY, 7);
  private final PageArena arena = new PageArena(4096);

  @AfterEach
  void closesEverything() {
    assertThat(arena.pagesInUse()).isZero();
    assertThat(store.openMappings()).isZero();
    arena.close();
  }

  @Test
  void writesTheGoldenBytes() {
    writeSegment();

    summaries.write(1, END, arena, length -> {});

    String hex = HexFormat.of().formatHex(store.read(SUMMARY));
    assertThat(hex).isEqualTo(GOLDEN.replaceAll("\\s", ""));
  }

  @Test
  void tellsOfEachRecordThatItReadsSoThatItCanPause() {
    writeSegment();
    List<Integer> read = new ArrayList<>();

    summaries.write(1, END, arena, read::add);
    int written = read.size();
    long checked = summaries.check(1, END, arena, read::add);

    assertThat(written).isEqualTo(checked).isPositive();
    assertThat(read).hasSize(2 * written);
  }

  @Test
  void showsTheLastRecordOfEachKeyInTheirOrder() {
    writeSegment();
    summaries.write(1, END, arena, length -> {});

    Summary summary = Objects.requireNonNull(summaries.find(1, END));

    List<String> keys = new ArrayList<>();
    while (summary.next()) {
      String key = summary.keyBuffer().getStringWithoutLengthAscii(summary.keyOffset(), 1);
      keys.add(key + " " + Location.describe(summary.location()) + " " + summary.type());
    }
    assertThat(keys).containsExactly("a 1:112 1", "b 1:256 2");
    assertThat(summary.superseded()).isEqualTo(1);
    assertThat(summary.steps()).containsExactly(Location.of(1, 208), Location.of(1, 304));
  }

  @Test
  void takesNoDamagedSummary() {
    writeSegment();
    summaries.write(1, END, arena, length -> {});
    for (int i = 0; i < store.read(SUMMARY).length; i++) {
      store.flip(SUMMARY, i);

      assertThat(summaries.find(1, END)).as("byte %d", i).isNull();

      summaries.write(1, END, arena, length -> {});
    }
  }

  @Test
  void takesNoSummaryOfAnotherSegment() {
    writeSegment();
    summaries.write(1, END, arena, length -> {});

    assertThat(summaries.find(1, END - 8)).isNull();
    assertThat(new SummaryFiles(store, DIRECTORY, 8).find(1, END)).isNull();
    store.rename(SUMMARY, DIRECTORY.resolve("00000000000000000002.summary"));
    assertThat(summaries.find(2, END)).isNull();
  }

  @Test
  void makesNoSummaryOfADamagedSegment() {
    writeSegment();
    store.flip(DIRECTORY.resolve("00000000000000000001.segment"), 130);

    assertThatThrownBy(() -> summaries.write(1, END, arena, length -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("00000000000000000001.segment, position=1:112");

    assertThat(store.exists(SUMMARY)).isFalse();
  }

  @Test
  void deletesTheSummariesOfSegmentsThatAreGone() {
    writeSegment();
    summaries.write(1, END, arena, length -> {});

    summaries.deleteOthers(new IntHashSet());

    assertThat(store.exists(SUMMARY)).isFalse();
  }

  /** Six records of 48 bytes with their padding, all but the puts without an item. */
  private void writeSegment() {
    SegmentConfig config = new SegmentConfig(4096, 4096, null);
    try (SegmentLog log =
        SegmentLog.open(store, DIRECTORY, config, 7, 0, (location, record) -> {})) {
      append(log, RecordDescriptor.PUT, "a");
      append(log, RecordDescriptor.PUT, "a");
      append(log, RecordDescriptor.TOMBSTONE, "b");
      append(log, RecordDescriptor.PREPARE, "t");
      append(log, RecordDescriptor.TOMBSTONE, "b");
      append(log, RecordDescriptor.RESOLVE, "t");
      log.takeCheckpoint().force();
    }
  }

  private static void append(SegmentLog log, byte type, String key) {
    int itemLength = RecordDescriptor.holds(type) ? 5 : 0;
    UnsafeBuffer bytes = new UnsafeBuffer((key + "items").getBytes(US_ASCII));
    log.append(type, (byte) 0, 1, 2, 0, itemLength, bytes, 0, 1, bytes, 1, itemLength);
  }
}
