package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HashRangeTest {
  private static final int MAX_SCAN_SEGMENTS = 1_000_000;

  @Test
  void startAndIndexAgreeAtEveryBoundary() {
    for (int parts = 1; parts <= 600; parts++) {
      for (int index = 0; index < parts; index++) {
        checkBoundary(index, parts);
      }
    }
  }

  @Test
  void startAndIndexAgreeForManyParts() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      int parts = 1 + random.nextInt(MAX_SCAN_SEGMENTS);
      checkBoundary(random.nextInt(parts), parts);
      checkBoundary(parts - 1, parts);
    }
    checkBoundary(MAX_SCAN_SEGMENTS - 1, MAX_SCAN_SEGMENTS);
  }

  @Test
  void dividesTheUnsignedRange() {
    assertThat(HashRange.start(1, 2)).isEqualTo(Long.MIN_VALUE);
    assertThat(HashRange.indexOf(0, 4)).isZero();
    assertThat(HashRange.indexOf(Long.MAX_VALUE, 4)).isEqualTo(1);
    assertThat(HashRange.indexOf(Long.MIN_VALUE, 4)).isEqualTo(2);
    assertThat(HashRange.indexOf(-1, 4)).isEqualTo(3);
  }

  private static void checkBoundary(int index, int parts) {
    long start = HashRange.start(index, parts);
    if (HashRange.indexOf(start, parts) != index
        || (index == 0 ? start != 0 : HashRange.indexOf(start - 1, parts) != index - 1)
        || HashRange.indexOf(-1L, parts) != parts - 1) {
      throw new AssertionError(
          "start(%d, %d)=%s".formatted(index, parts, Long.toUnsignedString(start)));
    }
  }
}
