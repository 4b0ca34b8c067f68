package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The feeds of all global indexes from the partitions of one worker; used by its thread. */
final class IndexFeeds {
  /** How many records of one feed are taken before the worker looks at its log again. */
  private static final int BATCH = 64;

  private final Mailbox mailbox;
  private final List<IndexFeed> feeds = new ArrayList<>();

  IndexFeeds(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  void start(Partition base, IndexTarget target, long from) {
    feeds.add(new IndexFeed(base, target, mailbox, from));
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
  }

  /** Whether the index has everything that the partition had when feeding began. */
  boolean isCaughtUp(long partition, long index) {
    for (IndexFeed feed : feeds) {
      if (feed.basePartition() == partition && feed.target().id() == index) {
        return feed.isCaughtUp();
      }
    }
    return true;
  }

  /** For every index fed from the partition: the location before which all changes are in it. */
  Map<Long, Long> locations(long partition) {
    Map<Long, Long> locations = new HashMap<>();
    for (IndexFeed feed : feeds) {
      if (feed.basePartition() == partition) {
        locations.put(feed.target().id(), feed.appliedLocation());
      }
    }
    return locations;
  }

  /** Sends what is durable and can be sent; returns the number of records looked at. */
  int poll(DurableHeads heads) {
    int count = 0;
    for (int i = 0; i < feeds.size(); i++) {
      IndexFeed feed = feeds.get(i);
      feed.release(heads);
      count += feed.poll(BATCH);
    }
    return count;
  }

  /** Whether a feed has something to send and nobody will wake the worker when it can be sent. */
  boolean mustRetry() {
    for (int i = 0; i < feeds.size(); i++) {
      if (feeds.get(i).mustRetry()) {
        return true;
      }
    }
    return false;
  }
}
