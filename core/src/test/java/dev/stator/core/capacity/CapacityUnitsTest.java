package dev.stator.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CapacityUnitsTest {
  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "4096, 1", "4097, 2", "8192, 2", "8193, 3", "409600, 100"})
  void readsAreChargedByStartedBlocksOfFourKilobytes(long size, double units) {
    assertThat(CapacityUnits.read(size, true)).isEqualTo(units);
    assertThat(CapacityUnits.read(size, false)).isEqualTo(units / 2);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "1024, 1", "1025, 2", "409600, 400"})
  void writesAreChargedByStartedBlocksOfOneKilobyte(long size, double units) {
    assertThat(CapacityUnits.write(size)).isEqualTo(units);
  }

  @Test
  void writesAreChargedForTheLargerImage() {
    assertThat(CapacityUnits.write(5000, 10)).isEqualTo(5);
    assertThat(CapacityUnits.write(0, 1025)).isEqualTo(2);
    assertThat(CapacityUnits.write(0, 0)).isEqualTo(1);
  }

  @Test
  void aCollectionIsToldAsTheGigabyteAroundIt() {
    assertThat(CollectionSize.lowerGigabytes(0)).isZero();
    assertThat(CollectionSize.upperGigabytes((1L << 30) - 1)).isEqualTo(1);
    assertThat(CollectionSize.lowerGigabytes(1L << 30)).isEqualTo(1);
    assertThat(CollectionSize.upperGigabytes(1L << 30)).isEqualTo(2);
  }
}
