package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.QuietLog;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How long feeds take the worker at a time, and which of them. */
@ExtendWith(QuietLog.class)
class IndexFeedsTest {
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());
  private static final int RECORDS = 100;

  private final Mailboxes mailboxes = new Mailboxes();
  private long nowNs;
  private long tickNs;

  @Test
  void feedsEndTheirTurnWhenItTakesLongAndTheNextGoesOn() {
    try (LoosePartition partition = new LoosePartition()) {
      for (int i = 0; i < RECORDS; i++) {
        partition.appendCopy();
      }
      IndexFeeds feeds =
          new IndexFeeds(mailboxes.open(4, task -> {}), new Pace(() -> 0, this::tick));
      feeds.resume(partition.partition(), target(partition, 1), FeedPosition.START);
      feeds.resume(partition.partition(), target(partition, 2), FeedPosition.START);
      tickNs = 400_000; // each look at the clock finds the turn over

      int first = feeds.poll(new DurableHeads());
      long one = location(feeds, partition, 1);
      long two = location(feeds, partition, 2);
      int second = feeds.poll(new DurableHeads());

      assertThat(first).isEqualTo(second).isLessThan(RECORDS / 10);
      assertThat(one).isNotEqualTo(two);
      assertThat(location(feeds, partition, 1)).isEqualTo(location(feeds, partition, 2));
      tickNs = 0;
      assertThat(feeds.poll(new DurableHeads())).isGreaterThan(RECORDS);
    }
  }

  @Test
  void looksAgainAtAFeedThatHasEverythingWhenItsPartitionChanges() {
    try (LoosePartition partition = new LoosePartition()) {
      partition.appendCopy();
      IndexFeeds feeds =
          new IndexFeeds(mailboxes.open(4, task -> {}), new Pace(() -> 0, this::tick));
      feeds.resume(partition.partition(), target(partition, 1), FeedPosition.START);
      feeds.hold(partition.partition(), target(partition, 2), FeedPosition.START);

      assertThat(feeds.poll(new DurableHeads())).isEqualTo(1);
      assertThat(feeds.isIdle()).isTrue();
      feeds.onChange(partition.partition().id());
      partition.appendCopy();
      assertThat(feeds.poll(new DurableHeads())).isEqualTo(1);
      assertThat(feeds.isIdle()).isTrue();
      feeds.begin(partition.partition().id());
      assertThat(feeds.poll(new DurableHeads())).isEqualTo(2);
      assertThat(location(feeds, partition, 2)).isEqualTo(partition.partition().head());
    }
  }

  @Test
  void aFeedThatMeetsDamageEndsAndTheOthersGoOn() {
    try (LoosePartition damaged = new LoosePartition();
        LoosePartition whole = new LoosePartition()) {
      damaged.appendCopy();
      damaged.damageFirst();
      whole.appendCopy();
      IndexFeeds feeds =
          new IndexFeeds(mailboxes.open(4, task -> {}), new Pace(() -> 0, this::tick));
      feeds.resume(damaged.partition(), target(damaged, 1), FeedPosition.START);
      feeds.resume(whole.partition(), target(whole, 2), FeedPosition.START);

      assertThat(feeds.poll(new DurableHeads())).isEqualTo(1);

      assertThat(feeds.isIdle()).isTrue();
      assertThat(location(feeds, whole, 2)).isEqualTo(whole.partition().head());
      assertThat(location(feeds, damaged, 1)).isLessThan(damaged.partition().head());
    }
  }

  private long tick() {
    nowNs += tickNs;
    return nowNs;
  }

  private IndexTarget target(LoosePartition partition, long id) {
    Route route = new Route(id, LooseWorker.create(mailboxes), partition.partition());
    return new IndexTarget(id, KEYS, null, new Routing(Routes.equal(List.of(route))));
  }

  private static long location(IndexFeeds feeds, LoosePartition partition, long target) {
    for (FedIndex fed : feeds.positions()) {
      if (fed.base() == partition.partition().id() && fed.index() == target) {
        return fed.position().location();
      }
    }
    throw new AssertionError("no feed of " + target);
  }
}
