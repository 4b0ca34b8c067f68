package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.partition.Partition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DurableHeadsTest {
  private final LoosePartition loose = new LoosePartition();
  private final Partition partition = loose.partition();
  private final DurableHeads heads = new DurableHeads();

  @AfterEach
  void close() {
    loose.close();
  }

  @Test
  void releasesEverythingWhenAllThatIsAppliedIsDurable() {
    heads.advance(5, 5);
    loose.append(1);

    assertThat(heads.of(partition)).isEqualTo(partition.log().head());
  }

  @Test
  void releasesNothingOfAPartitionUntilWhatWasAppliedIsDurable() {
    heads.advance(5, 4);
    loose.append(1);
    long head = partition.log().head();

    assertThat(heads.of(partition)).isZero();
    loose.append(2);
    heads.advance(6, 4);
    assertThat(heads.of(partition)).isZero();
    heads.advance(6, 5);
    assertThat(heads.of(partition)).isEqualTo(head);
    heads.advance(7, 6);
    assertThat(heads.of(partition)).isGreaterThan(head);
  }

  @Test
  void holdsWhatWasRecoveredForDurable() {
    loose.append(1);
    long recovered = partition.log().head();
    heads.followRecovered(partition);
    heads.advance(9, 8);
    loose.append(2);

    assertThat(heads.of(partition)).isEqualTo(recovered);
  }

  @Test
  void goesOnWithAPartitionThatWasAllReleasedWhenItChanges() {
    heads.follow(partition);
    loose.append(1);
    heads.advance(1, 1);
    heads.onChange(partition.id());
    loose.append(2);

    heads.advance(2, 1);
    long before = heads.of(partition);
    heads.advance(3, 2);

    assertThat(before).isLessThan(partition.head());
    assertThat(heads.of(partition)).isEqualTo(partition.head());
  }

  @Test
  void neverTakesBackWhatItHasReleased() {
    heads.follow(partition);
    heads.advance(1, 0); // marks the empty partition
    loose.append(1);
    heads.advance(2, 2);
    long released = heads.of(partition);
    loose.append(2);

    heads.advance(3, 2);

    assertThat(heads.of(partition)).isEqualTo(released);
  }
}
