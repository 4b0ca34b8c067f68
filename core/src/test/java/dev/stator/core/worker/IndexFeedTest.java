package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a feed sends where while the partition that it feeds is split; each step by hand. */
class IndexFeedTest {
  private static final long BASE = 1;
  private static final long CLOSED = 2;
  private static final long SUCCESSOR = 3;
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());

  private final MemoryFileStore store = new MemoryFileStore();
  private final PageArena arena = new PageArena(4096);
  private final Mailboxes mailboxes = new Mailboxes();
  private final Mailbox mailbox = mailboxes.open(64, task -> {});
  private final DurableHeads heads = new DurableHeads();
  private final Partition base = LooseWorker.open(BASE, KEYS, store, arena);
  private final PartitionWorker first = worker(CLOSED);
  private final PartitionWorker second = worker(SUCCESSOR);
  private final Routing routing = new Routing(Routes.equal(List.of(route(CLOSED, first))));
  private long nowNs = 1;
  private final IndexFeed feed =
      new IndexFeed(
          base,
          new IndexTarget(CLOSED, KEYS, null, routing),
          mailbox,
          FeedPosition.START,
          new Pace(() -> 0, () -> nowNs),
          new FeedBuffers());

  @AfterEach
  void close() {
    first.close();
    second.close();
    base.close();
    arena.close();
  }

  /** The refusal of the one change is on its way when the feed learns of the successor. */
  @Test
  void aChangeDoesNotOvertakeOneThatAClosedPartitionRefuses() {
    feed.begin();
    put("a");
    poll();
    first.doWork();
    mailbox.drain();
    command(CommandDescriptor.CLOSE, CLOSED, first, Map.of());
    put("b");
    poll(); // to the closed partition
    command(CommandDescriptor.OPEN, SUCCESSOR, second, Map.of(BASE, 1L));
    routing.publish(Routes.equal(List.of(route(SUCCESSOR, second))));
    put("c");

    poll();
    first.doWork();
    second.doWork();
    settle();

    assertThat(partition(CLOSED, first).itemCount()).isEqualTo(1);
    assertThat(partition(SUCCESSOR, second).itemCount()).as("b and c").isEqualTo(2);
    assertThat(partition(SUCCESSOR, second).state().sources()).isEqualTo(Map.of(BASE, 3L));
    assertThat(feed.isCaughtUpTo(base.head())).isTrue();
  }

  /** Its reply comes after the feed has begun anew, and the successor leaves the change out. */
  @Test
  void aChangeThatTheClosedPartitionHasIsNotAppliedAgain() {
    feed.begin();
    put("a");
    poll();
    first.doWork(); // the reply waits
    command(CommandDescriptor.CLOSE, CLOSED, first, Map.of());
    command(CommandDescriptor.OPEN, SUCCESSOR, second, Map.of(BASE, 1L));
    routing.publish(Routes.equal(List.of(route(SUCCESSOR, second))));

    poll();
    second.doWork();
    settle();

    assertThat(partition(SUCCESSOR, second).itemCount()).isZero();
    assertThat(feed.isCaughtUpTo(base.head())).isTrue();
  }

  /** A worker may be so late that the partition is gone when it comes to the change. */
  @Test
  void goesOnWhenThePartitionThatWasSplitIsGone() {
    feed.begin();
    put("a");
    poll();
    command(CommandDescriptor.OPEN, SUCCESSOR, second, Map.of());
    routing.publish(Routes.equal(List.of(route(SUCCESSOR, second))));
    first.drop(CLOSED, CloseHelper::closeAll);
    first.doWork();
    mailbox.drain();

    settle();

    assertThat(feed.distance()).isNotEqualTo(FeedDistance.STOPPED);
    assertThat(partition(SUCCESSOR, second).itemCount()).isEqualTo(1);
  }

  private void settle() {
    for (int i = 0; i < 10; i++) {
      nowNs += 100_000_000;
      mailbox.drain();
      poll();
      first.doWork();
      second.doWork();
    }
  }

  private void poll() {
    feed.release(heads);
    feed.poll(64);
  }

  private void put(String pk) {
    ExpandableArrayBuffer item = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("pk");
    writer.string(pk);
    int length = writer.position();
    CommandEncoder encoder = new CommandEncoder();
    int keyLength =
        KeyCodec.encode(KEYS, item, 0, length, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder
        .begin(CommandDescriptor.PUT, 0, BASE, 1, keyLength)
        .item(item, 0, length, ItemScanner.size(item, 0, length));
    base.apply(new CommandView().wrap(encoder.buffer(), 0), new Reply());
  }

  private static void command(
      byte type, long partition, PartitionWorker worker, Map<Long, Long> inherited) {
    CommandEncoder encoder = new CommandEncoder();
    encoder.begin(type, 0, partition, 1, 0).inherited(inherited);
    worker.offer(encoder.buffer(), 0, encoder.length());
    worker.doWork();
  }

  private PartitionWorker worker(long partition) {
    return LooseWorker.owning(partition, KEYS, store, mailboxes);
  }

  private static Partition partition(long id, PartitionWorker worker) {
    return Objects.requireNonNull(worker.partition(id));
  }

  private static Route route(long id, PartitionWorker worker) {
    return new Route(id, worker, partition(id, worker));
  }
}
