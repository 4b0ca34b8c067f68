package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MemoryFileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers of segments grow for years; a table must not take more for that. */
class SegmentTableTest {
  private static final int HIGH = Integer.MAX_VALUE - 10;

  private final SegmentDirectory directory =
      new SegmentDirectory(new MemoryFileStore(), Path.of("/data/p"));
  private final SegmentTable table = new SegmentTable();
  private final List<Segment> made = new ArrayList<>();

  @AfterEach
  void close() {
    made.forEach(Segment::close);
  }

  @Test
  void takesAsMuchForHighNumbersAsForLowOnes() {
    add(1);
    add(HIGH);
    add(HIGH + 1);

    assertThat(table.get(HIGH)).isSameAs(made.get(1));
    assertThat(table.get(2)).isNull();
    assertThat(table.atLeast(0)).isEqualTo(1);
    assertThat(table.atLeast(2)).isEqualTo(HIGH);
    assertThat(table.atLeast(HIGH + 1)).isEqualTo(HIGH + 1);
    assertThat(table.atLeast(HIGH + 2)).isEqualTo(HIGH + 2).isGreaterThan(table.last());
    for (int i = 0; i < 1_000; i++) { // a loop over numbers would not end
      assertThat(table.recordBytes()).isZero();
      assertThat(table.hasDeadBelow(HIGH)).isFalse();
      assertThat(table.list()).hasSize(3);
    }
  }

  @Test
  void isNotCompleteWhenOneWasRemovedOrEmptied() {
    add(1);
    add(2);
    assertThat(table.isComplete()).isTrue();

    table.markEmptied(made.getFirst(), 77);
    assertThat(table.isComplete()).isFalse();

    table.remove(1);
    add(3);
    assertThat(table.isComplete()).isFalse();
    assertThat(table.get(1)).isNull();
    assertThat(table.atLeast(1)).isEqualTo(2);
  }

  @Test
  void isNotCompleteWhenOpenedBehindOneThatIsGone() {
    add(2);

    assertThat(table.isComplete()).isFalse();
  }

  @Test
  void makesTheListOfFullOnesAnewOnlyAfterAChange() {
    add(1);
    add(2);
    List<SealedSegment> one = table.sealed();
    assertThat(one).extracting(SealedSegment::number).containsExactly(1);
    assertThat(table.sealed()).isSameAs(one);

    add(3);
    assertThat(table.sealed()).extracting(SealedSegment::number).containsExactly(1, 2);

    table.markEmptied(made.getFirst(), 77);
    assertThat(table.sealed()).extracting(SealedSegment::emptied).containsExactly(77L, 0L);

    table.remove(1);
    assertThat(table.sealed()).extracting(SealedSegment::number).containsExactly(2);
  }

  private void add(int number) {
    Segment segment = new Segment(number, directory.create(number, 4096));
    made.add(segment);
    table.add(segment);
  }
}
