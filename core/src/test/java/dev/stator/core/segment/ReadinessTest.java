package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When appends to a log need not wait for files and pages; the other thread runs when told. */
class ReadinessTest {
  private static final int MIB = 1 << 20;
  private static final int WANTED = MIB / 2;

  private final ArrayDeque<Runnable> others = new ArrayDeque<>();
  private SegmentLog log = open(4 * MIB);
  private long sequence;

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void isReadyWhereNobodyMakesAnythingAhead() {
    log.close();
    log = open(new SegmentConfig(MIB, MIB, null));
    for (int i = 0; i < 5; i++) {
      append(MIB / 3);
      assertThat(log.makeReadyFor(WANTED)).isTrue();
    }
  }

  @Test
  void isNotReadyUntilThePagesAreThatWereAskedFor() {
    assertThat(log.makeReadyFor(WANTED)).as("an empty log waits for nothing").isTrue();
    append(100); // asks for the first MiB

    assertThat(log.makeReadyFor(WANTED)).isFalse();
    runOthers();
    assertThat(log.makeReadyFor(WANTED)).isTrue();

    append(3 * MIB / 4); // asks for the second
    assertThat(log.makeReadyFor(MIB / 8)).as("the rest of the first is enough").isTrue();
    assertThat(log.makeReadyFor(WANTED)).isFalse();
    runOthers();
    assertThat(log.makeReadyFor(WANTED)).isTrue();
  }

  @Test
  void isNotReadyForMoreThanIsLeftUntilTheNextFileIsThere() {
    fillTo(3 * MIB / 2);
    while (log.remaining() > WANTED) {
      assertThat(others).as("the next file and pages").hasSizeLessThan(8);
      append(MIB / 8);
    }

    assertThat(log.makeReadyFor(WANTED)).isFalse();
    runOthers();
    assertThat(log.makeReadyFor(WANTED)).isTrue();
  }

  @Test
  void asksForTheNextFileWhenThatIsEarlierThanOtherwise() {
    log.close();
    log = open(64 << 10);
    append(100);
    runOthers();

    assertThat(log.makeReadyFor(WANTED)).as("asks for it").isFalse();
    assertThat(others).hasSize(1);
    assertThat(log.makeReadyFor(WANTED)).as("does not ask again").isFalse();
    assertThat(others).hasSize(1);
    runOthers();
    assertThat(log.makeReadyFor(WANTED)).isTrue();
  }

  private void fillTo(int end) {
    do {
      append(MIB / 8);
      runOthers();
    } while (log.end(log.lastSegment()) < end);
  }

  private void append(int length) {
    sequence++;
    Appended.put(sequence, 8, length).appendTo(log);
  }

  private void runOthers() {
    Runnable task;
    while ((task = others.poll()) != null) {
      task.run();
    }
  }

  private SegmentLog open(int length) {
    return open(new SegmentConfig(length, length, others::add));
  }

  private static SegmentLog open(SegmentConfig config) {
    return SegmentLog.open(
        new MemoryFileStore(), Path.of("/data/p"), config, 1, 0, (location, record) -> {});
  }
}
