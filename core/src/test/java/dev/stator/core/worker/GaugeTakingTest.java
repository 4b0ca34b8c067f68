package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import java.util.concurrent.CompletableFuture;
import org.agrona.collections.Long2ObjectHashMap;
import org.junit.jupiter.api.Test;

class GaugeTakingTest {
  private static final int PARTITIONS = 200;

  private final Mailboxes mailboxes = new Mailboxes();
  private final Long2ObjectHashMap<Partition> partitions = new Long2ObjectHashMap<>();
  private final GaugeTaking gauges =
      new GaugeTaking(
          partitions,
          new IndexFeeds(mailboxes.open(4, task -> {}), new Pace(() -> 0, () -> 0)),
          new Expiry(
              (buffer, offset, length) -> CommandLog.Offer.FULL,
              mailboxes.open(4, task -> {}),
              () -> 0,
              0,
              () -> 0),
          (disk, lags, expired) ->
              new WorkerGauges(partitions.size(), disk, 0, 0, 0, 0, 0, 0, lags, expired));

  @Test
  void looksAtAFewPartitionsAtATimeAndCountsThemAll() {
    try (LoosePartition loose = new LoosePartition()) {
      loose.append(1);
      for (long id = 0; id < PARTITIONS; id++) {
        partitions.put(id, loose.partition());
      }
      CompletableFuture<WorkerGauges> first = new CompletableFuture<>();
      CompletableFuture<WorkerGauges> second = new CompletableFuture<>();

      gauges.begin(first);
      gauges.poll();
      gauges.begin(second);
      partitions.remove(0); // looked at last
      int polls = pollUntilDone();

      assertThat(polls).isEqualTo(7); // of 64 partitions, the first one was above
      assertThat(first.join().disk().segments()).isEqualTo(PARTITIONS - 1);
      assertThat(second.join().disk()).isEqualTo(first.join().disk());
      assertThat(first.join().disk().liveBytes())
          .isEqualTo((PARTITIONS - 1) * loose.partition().log().liveBytes());
    }
  }

  private int pollUntilDone() {
    int polls = 0;
    while (gauges.poll() > 0) {
      polls++;
    }
    return polls;
  }
}
