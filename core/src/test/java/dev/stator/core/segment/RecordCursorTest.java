package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordCursorTest {
  private final RecordView view = new RecordView();
  private final SegmentLog log =
      SegmentLog.open(
          new MemoryFileStore(),
          Path.of("/data/p"),
          new SegmentConfig(4096, 8192, null),
          1,
          0,
          (location, record) -> {});

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void followsTheAppendsAcrossSegments() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Appended> records = new ArrayList<>();
    RecordCursor cursor = log.cursor(0);
    int read = 0;

    for (int step = 0; step < 2000; step++) {
      if (random.nextBoolean()) {
        records.add(Appended.random(random, step, random.nextInt(20) == 0 ? 9000 : 600));
        records.getLast().appendTo(log);
      } else {
        for (int i = random.nextInt(4); i > 0 && cursor.next(view); i--) {
          records.get(read++).assertShownBy(view);
        }
      }
      if (random.nextInt(10) == 0) {
        cursor = log.cursor(cursor.position());
      }
    }
    while (cursor.next(view)) {
      records.get(read++).assertShownBy(view);
    }

    assertThat(read).as("seed %s", seed).isEqualTo(records.size());
    assertThat(cursor.position()).isEqualTo(log.head());
    assertThat(log.lastSegment()).isGreaterThan(5);
  }

  @Test
  void waitsAtTheEndOfAFullSegment() {
    RecordCursor cursor = log.cursor(0);
    assertThat(cursor.next(view)).isFalse();

    Appended.put(1, 8, 4096 - 64 - 48).appendTo(log);
    assertThat(cursor.next(view)).isTrue();
    assertThat(cursor.next(view)).isFalse();
    assertThat(cursor.position()).isEqualTo(log.head());

    long location = Appended.put(2, 8, 0).appendTo(log);
    assertThat(cursor.next(view)).isTrue();
    assertThat(view.location()).isEqualTo(location);
    assertThat(cursor.next(view)).isFalse();
  }

  @Test
  void startsAtAnyRecord() {
    List<Long> locations = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      locations.add(Appended.put(i, 8, i).appendTo(log));
    }

    for (int i = 0; i < 200; i++) {
      RecordCursor cursor = log.cursor(locations.get(i));
      assertThat(cursor.next(view)).isTrue();
      assertThat(view.sequence()).isEqualTo(i);
      assertThat(cursor.next(view)).isEqualTo(i < 199);
    }
  }

  @Test
  void refusesPositionsOutsideTheLog() {
    Appended.put(1, 8, 8).appendTo(log);

    assertThatThrownBy(() -> log.cursor(-1)).hasMessageContaining("no position");
    assertThatThrownBy(() -> log.cursor(5)).hasMessageContaining("no position");
    assertThatThrownBy(() -> log.cursor(log.head() + 8)).hasMessageContaining("head=1:120");
  }
}
