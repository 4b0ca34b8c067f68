package dev.stator.core.worker;

import dev.stator.core.partition.Partition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;

/**
 * Takes the gauges of a worker, some partitions at a time while the worker goes on: it may have
 * thousands of them. Used by its thread.
 */
final class GaugeTaking {
  /** How many partitions are looked at before the worker goes on. */
  private static final int SLICE = 64;

  private final Long2ObjectHashMap<Partition> partitions;
  private final IndexFeeds feeds;
  private final Expiry expiry;
  private final Rest rest;
  private final LongArrayList left = new LongArrayList();
  private List<CompletableFuture<WorkerGauges>> asked = new ArrayList<>();
  private List<CompletableFuture<WorkerGauges>> served = List.of();
  private WorkerGauges.Disk disk = WorkerGauges.Disk.NONE;
  private List<FeedLag> lags = List.of();
  private Map<Long, Long> expired = Map.of();

  /** Adds what does not take longer when there are more partitions. */
  @FunctionalInterface
  interface Rest {
    WorkerGauges complete(WorkerGauges.Disk disk, List<FeedLag> lags, Map<Long, Long> expired);
  }

  /**
   * @param partitions those of the worker
   */
  GaugeTaking(
      Long2ObjectHashMap<Partition> partitions, IndexFeeds feeds, Expiry expiry, Rest rest) {
    this.partitions = partitions;
    this.feeds = feeds;
    this.expiry = expiry;
    this.rest = rest;
  }

  /** Somebody asks for gauges of now or a little later. */
  void begin(CompletableFuture<WorkerGauges> taken) {
    asked.add(taken);
  }

  /** Goes on; returns 1 if there was something to do. */
  int poll() {
    if (served.isEmpty()) {
      if (asked.isEmpty()) {
        return 0;
      }
      begin();
    }
    for (int i = 0; i < SLICE && !left.isEmpty(); i++) {
      look(left.removeAt(left.size() - 1));
    }
    if (left.isEmpty()) {
      WorkerGauges gauges = rest.complete(disk, lags, expired);
      served.forEach(each -> each.complete(gauges));
      served = List.of();
    }
    return 1;
  }

  private void begin() {
    served = asked;
    asked = new ArrayList<>();
    partitions.forEachLong((id, partition) -> left.addLong(id));
    disk = WorkerGauges.Disk.NONE;
    lags = new ArrayList<>();
    expired = new HashMap<>();
  }

  private void look(long id) {
    Partition partition = partitions.get(id);
    if (partition != null) {
      disk = disk.plus(partition.log());
      feeds.addLags(id, lags);
      expiry.addRemoved(id, expired);
    }
  }
}
