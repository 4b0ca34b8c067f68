package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import org.agrona.collections.Long2ObjectHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is chosen to be compacted, and when that is given up. */
class CompactorTest {
  private static final int PER_SEGMENT = 4;
  private static final int RECORDS = 10 * PER_SEGMENT;

  private long nowNs;
  private int proposed;
  private final LoosePartition loose = new LoosePartition();
  private final Partition partition = loose.partition();
  private final Long2ObjectHashMap<Partition> partitions = new Long2ObjectHashMap<>();
  private final Compactor compactor =
      new Compactor(
          partitions,
          new Mailboxes().open(1, task -> {}),
          command -> {
            proposed++;
            return CommandLog.Offer.ACCEPTED;
          },
          () -> nowNs);

  @BeforeEach
  void fillTwoSegmentsWithWhatIsDead() {
    SegmentLog log = partition.log();
    for (int i = 0; i < RECORDS; i++) {
      long location = loose.append(1);
      if (i < 2 * PER_SEGMENT) {
        log.supersede(log.read(location, new RecordView()));
      }
    }
    partitions.put(partition.id(), partition);
  }

  @Test
  void looksOnlyAtWhatHasChanged() {
    assertThat(pollAWhile()).isZero();
    assertThat(compactor.mustRetry()).isFalse();

    compactor.onChange(partition.id());

    assertThat(compactor.mustRetry()).isTrue();
    assertThat(pollAWhile()).isEqualTo(1);
    loose.close();
  }

  @Test
  void givesUpAPartitionThatIsGone() {
    compactor.onChange(partition.id());
    compactor.poll(false); // chooses it, and waits for a pause
    partitions.remove(partition.id());
    loose.close();

    assertThat(pollAWhile()).isZero();
    assertThat(compactor.mustRetry()).isFalse();
  }

  private int pollAWhile() {
    for (int i = 0; i < 10; i++) {
      nowNs += 100_000_000;
      compactor.poll(true);
    }
    return proposed;
  }
}
