package dev.stator.core.worker;

import dev.stator.core.error.StorageException;
import dev.stator.core.partition.Partition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feeds of all global indexes from the partitions of one worker; used by its thread. Only those
 * that may have something to do are looked at: there may be thousands.
 */
final class IndexFeeds implements SegmentNeeds {
  private static final Logger LOG = LoggerFactory.getLogger(IndexFeeds.class);

  /** How many records of one feed are taken at most before the worker looks at its log again. */
  private static final int BATCH = 64;

  /** How many are taken before it looks at the clock: they may have long items. */
  private static final int STEP = 4;

  /** How long all feeds may take, nanoseconds. */
  private static final long SLICE_NS = 300_000;

  private final Mailbox mailbox;
  private final Pace pace;
  private final FeedBuffers buffers = new FeedBuffers();
  private final List<IndexFeed> feeds = new ArrayList<>();
  private final Long2ObjectHashMap<List<IndexFeed>> byBase = new Long2ObjectHashMap<>();
  private final List<IndexFeed> held = new ArrayList<>();
  private final ArrayDeque<IndexFeed> turns = new ArrayDeque<>();

  IndexFeeds(Mailbox mailbox, Pace pace) {
    this.mailbox = mailbox;
    this.pace = pace;
  }

  /**
   * Feeds an index that the partition did not feed before, or did not get far with.
   *
   * @param keep makes how far the feed is durable, then runs the task
   */
  void start(Partition base, IndexTarget target, Consumer<Runnable> keep) {
    long head = base.log().head();
    boolean filling = base.log().lastSegment() > 0;
    IndexFeed feed =
        new IndexFeed(
            base,
            target,
            mailbox,
            filling ? new FeedPosition(head, true) : FeedPosition.START,
            pace,
            buffers);
    add(feed);
    if (filling) {
      keep.accept(() -> begin(feed));
    } else {
      begin(feed);
    }
  }

  /**
   * Fills partitions that are to take the place of this one, and that a crash would throw away: how
   * far they are need not be durable.
   */
  void handOver(Partition base, IndexTarget target) {
    boolean filling = base.log().lastSegment() > 0;
    resume(base, target, filling ? new FeedPosition(base.log().head(), true) : FeedPosition.START);
  }

  /** Goes on to feed an index from where a checkpoint has it. */
  void resume(Partition base, IndexTarget target, FeedPosition from) {
    IndexFeed feed = new IndexFeed(base, target, mailbox, from, pace, buffers);
    add(feed);
    begin(feed);
  }

  /** As {@link #resume}, but sends nothing before {@link #begin}. */
  void hold(Partition base, IndexTarget target, FeedPosition from) {
    IndexFeed feed = new IndexFeed(base, target, mailbox, from, pace, buffers);
    add(feed);
    held.add(feed);
  }

  private void add(IndexFeed feed) {
    feeds.add(feed);
    byBase.computeIfAbsent(feed.basePartition(), _ -> new ArrayList<>()).add(feed);
  }

  private void begin(IndexFeed feed) {
    feed.begin();
    takeTurns(feed);
  }

  private void takeTurns(IndexFeed feed) {
    if (!feed.isInTurn()) {
      feed.inTurn(true);
      turns.add(feed);
    }
  }

  /** A partition of the worker is about to be changed. */
  void onChange(long partition) {
    List<IndexFeed> fromHere = of(partition);
    for (int i = 0; i < fromHere.size(); i++) {
      takeTurns(fromHere.get(i));
    }
  }

  private List<IndexFeed> of(long partition) {
    List<IndexFeed> fromHere = byBase.get(partition);
    return fromHere == null ? List.of() : fromHere;
  }

  /** Lets the feeds of a partition send that were held; one that waits for a checkpoint does so. */
  void begin(long partition) {
    held.removeIf(
        feed -> {
          boolean begins = feed.basePartition() == partition;
          if (begins) {
            begin(feed);
          }
          return begins;
        });
  }

  /** How far the target is behind the partition. */
  FeedDistance distance(long partition, long target) {
    IndexFeed feed = find(partition, target);
    return feed == null ? FeedDistance.STOPPED : feed.distance();
  }

  /** Whether the target has everything that the partition has before this location. */
  boolean isFed(long partition, long target, long location) {
    IndexFeed feed = find(partition, target);
    return feed != null && feed.isCaughtUpTo(location);
  }

  private @Nullable IndexFeed find(long partition, long target) {
    for (IndexFeed feed : of(partition)) {
      if (feed.target().id() == target) {
        return feed;
      }
    }
    return null;
  }

  void stopIndex(long index) {
    stop(feed -> feed.target().id() == index);
  }

  void stopPartition(long partition) {
    stop(feed -> feed.basePartition() == partition);
  }

  private void stop(Predicate<IndexFeed> which) {
    feeds.forEach(
        feed -> {
          if (which.test(feed)) {
            feed.stop();
          }
        });
    feeds.removeIf(which);
    byBase.values().forEach(fromHere -> fromHere.removeIf(which));
    byBase.values().removeIf(List::isEmpty);
    held.removeIf(which);
  }

  /** Whether the index has everything that the partition had when feeding began. */
  boolean isCaughtUp(long partition, long index) {
    IndexFeed feed = find(partition, index);
    return feed == null || feed.isCaughtUp();
  }

  /** Whether all indexes have everything that the partition has before this location. */
  boolean areCaughtUpTo(long partition, long location) {
    for (IndexFeed feed : of(partition)) {
      if (!feed.isCaughtUpTo(location)) {
        return false;
      }
    }
    return true;
  }

  /** How far every index is fed from every partition. */
  List<FedIndex> positions() {
    List<FedIndex> positions = new ArrayList<>(feeds.size());
    for (int i = 0; i < feeds.size(); i++) {
      positions.add(feeds.get(i).fed());
    }
    return positions;
  }

  /** Adds how far the indexes of a partition are; what is fed to those that take over is none. */
  void addLags(long partition, List<FeedLag> lags) {
    for (IndexFeed feed : of(partition)) {
      if (feed.target().index() != null) {
        lags.add(feed.lag());
      }
    }
  }

  @Override
  public long oldestNeeded(long partition) {
    long oldest = NOTHING;
    for (IndexFeed feed : of(partition)) {
      oldest = Math.min(oldest, feed.position().location());
    }
    return oldest;
  }

  /** Whether no feed has something to do. */
  boolean isIdle() {
    return turns.isEmpty();
  }

  /**
   * Sends some of what is durable and can be sent, of one feed after the other, from where it ended
   * the last time; returns the number of records looked at.
   */
  int poll(DurableHeads heads) {
    int count = 0;
    long endNs = pace.clock().nanoTime() + SLICE_NS;
    for (int i = turns.size(); i > 0; i--) {
      IndexFeed feed = turns.remove();
      feed.release(heads);
      int taken = poll(feed, endNs);
      feed.inTurn(!feed.isIdle());
      if (feed.isInTurn()) {
        turns.add(feed);
      }
      count += taken;
      if (taken > 0 && pace.clock().nanoTime() - endNs >= 0) {
        break;
      }
    }
    return count;
  }

  private int poll(IndexFeed feed, long endNs) {
    int count = 0;
    int taken;
    do {
      try {
        taken = feed.poll(STEP);
      } catch (StorageException damage) {
        LOG.error(
            "index {} gets no changes of partition {} until the next start: {}",
            feed.target().name(),
            feed.basePartition(),
            damage.getMessage());
        feed.stop();
        return count;
      }
      count += taken;
    } while (taken == STEP && count < BATCH && pace.clock().nanoTime() - endNs < 0);
    return count;
  }

  /** Whether a feed has something to send and nobody will wake the worker when it can be sent. */
  boolean mustRetry() {
    for (IndexFeed feed : turns) {
      if (feed.mustRetry()) {
        return true;
      }
    }
    return false;
  }
}
