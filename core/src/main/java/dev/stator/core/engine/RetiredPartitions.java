package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.PastPartition;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.StreamShard;
import dev.stator.core.worker.FeedPosition;
import dev.stator.core.worker.IndexTarget;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions that were split, as long as somebody needs them: global indexes until they have their
 * last change, which comes before the first of their successors, and streams for a day. Used by the
 * control thread.
 */
final class RetiredPartitions {
  private static final Logger LOG = LoggerFactory.getLogger(RetiredPartitions.class);

  /** Reads that were on their way when the partition was split are over by then. */
  private static final long LEAST_MS = TimeUnit.MINUTES.toMillis(1);

  private final Tables tables;
  private final Storage storage;
  private final EpochMicroClock clock;

  /** Those whose indexes have everything, so that the feeds of their successors go on. */
  private final Set<Long> fed = new HashSet<>();

  /** Partitions of indexes that were split, and when; no start opens them again. */
  private final Map<Long, Long> readFrom = new HashMap<>();

  private boolean looking;

  RetiredPartitions(Tables tables, Storage storage, EpochMicroClock clock) {
    this.tables = tables;
    this.storage = storage;
    this.clock = clock;
  }

  /**
   * Feeds the indexes of a table from new successors, when {@link #awaitFed} lets them; says when
   * the workers of these know.
   */
  List<CompletableFuture<Boolean>> holdFeeds(CatalogEntry entry, List<Long> successors) {
    List<CompletableFuture<Boolean>> held = new ArrayList<>();
    for (GlobalIndex index : entry.definition().schema().globalIndexes()) {
      IndexTarget target = tables.target(entry, index);
      for (long id : successors) {
        FeedPosition begin = begin(entry.map(), id, target.id());
        held.add(storage.holdFeed(id, target, Objects.requireNonNull(begin)));
      }
    }
    return held;
  }

  /**
   * Where a partition begins to feed an index, when it has taken the place of another one that fed
   * it up to there; else null.
   *
   * @param index the id of its first partition
   */
  static @Nullable FeedPosition begin(PartitionMap map, long id, long index) {
    RetiredPartition parent = map.parentOf(id);
    RetiredPartition.Successor successor = parent == null ? null : parent.successor(id);
    return parent == null || successor == null || !parent.indexes().contains(index)
        ? null
        : new FeedPosition(successor.start(), false);
  }

  /** Whether a partition feeds an index: one that was split does not feed those made later. */
  static boolean isFed(PartitionMap map, long id, long index) {
    RetiredPartition retired = map.retired(id);
    return retired == null || retired.indexes().contains(index);
  }

  /** Lets the feeds of successors go on as soon as those of their parents have ended. */
  void awaitFed() {
    if (!looking) {
      look();
    }
  }

  private void look() {
    looking = true;
    List<CompletableFuture<Boolean>> asked = new ArrayList<>();
    for (CatalogEntry entry : tables.entries()) {
      for (RetiredPartition partition : entry.map().retired()) {
        if (!fed.contains(partition.id())) {
          asked.add(
              isFed(partition)
                  .handle((is, failure) -> failure == null && is && beginFeeding(partition)));
        }
      }
    }
    if (asked.isEmpty()) {
      looking = false;
    } else {
      var _ =
          CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
              .thenRun(() -> tables.soon(this::look));
    }
  }

  /**
   * Whether the indexes have everything, and a checkpoint says so: after a crash, a partition that
   * was filling an index must not do so again behind changes of its successors.
   */
  private CompletableFuture<Boolean> isFed(RetiredPartition partition) {
    if (partition.indexes().isEmpty()) {
      return CompletableFuture.completedFuture(true); // and no checkpoint need say so
    }
    Route route = storage.routes(List.of(partition.id())).getFirst();
    return route
        .worker()
        .call(() -> route.worker().areFed(partition.id(), partition.end()))
        .thenCompose(
            fed ->
                fed
                    ? route.worker().force().thenApply(_ -> true)
                    : CompletableFuture.completedFuture(false));
  }

  private boolean beginFeeding(RetiredPartition partition) {
    tables.later(() -> fed.add(partition.id()));
    for (RetiredPartition.Successor successor : partition.successors()) {
      storage.beginFeeding(successor.id());
    }
    return true;
  }

  /**
   * Keeps a partition of an index that was split for the reads and changes that are on their way to
   * it; nobody else needs it.
   */
  void keepForReads(long partition) {
    readFrom.put(partition, nowMs());
  }

  /** Drops those that nobody needs any more. */
  void sweep() {
    dropUnread();
    List.copyOf(tables.entries()).forEach(this::forgetPast);
    for (CatalogEntry entry : List.copyOf(tables.entries())) {
      for (RetiredPartition partition : entry.map().retired()) {
        CatalogEntry current = tables.find(entry.definition().name());
        if (current != null && current.map().retired().contains(partition)) {
          tryToDrop(current, partition);
        }
      }
    }
  }

  /** Lets the table forget those that tell what it cannot be restored to any more. */
  private void forgetPast(CatalogEntry entry) {
    long earliestMicros = TableHistory.earliestMicros(entry, nowMs());
    List<PastPartition> left = new ArrayList<>(entry.map().past());
    left.removeIf(split -> split.splitMicros() <= earliestMicros);
    List<Long> gone = new ArrayList<>();
    entry.map().past().stream()
        .filter(split -> !left.contains(split))
        .forEach(split -> gone.add(split.id()));
    if (!gone.isEmpty()) {
      tables.store(entry.withMap(entry.map().withPast(left)));
      storage.archives().drop(gone);
    }
  }

  private void dropUnread() {
    long nowMs = nowMs();
    List<Long> gone = new ArrayList<>();
    readFrom.forEach(
        (partition, splitMs) -> {
          if (nowMs - splitMs >= LEAST_MS) {
            gone.add(partition);
          }
        });
    gone.forEach(readFrom::remove);
    storage.dropPartitions(gone);
  }

  private long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(clock.microTime());
  }

  private void tryToDrop(CatalogEntry entry, RetiredPartition partition) {
    try {
      drop(entry, partition);
    } catch (StorageException e) {
      LOG.warn("partition {}, which was split, stays for now", partition.id(), e);
    }
  }

  private void drop(CatalogEntry entry, RetiredPartition partition) {
    long nowMs = nowMs();
    long ageMs = nowMs - TimeUnit.MICROSECONDS.toMillis(partition.splitMicros());
    if (ageMs < LEAST_MS
        || !fed.contains(partition.id())
        || (ageMs < ChangeStream.RETENTION_MS && isTold(entry, partition, nowMs))) {
      return;
    }
    LOG.info("partition {}, which was split, is not needed any more", partition.id());
    // Checkpoints must say where the feeds of the successors are: nothing else does from now on.
    List<Long> forced = new ArrayList<>(List.of(partition.id()));
    partition.successors().forEach(successor -> forced.add(successor.id()));
    storage.force(forced);
    PastPartition told = entry.map().past(partition.id());
    if (told != null) {
      storage.archives().addRest(told.id(), told.splitMicros());
    }
    // Before a checkpoint forgets it: a start would take it for a new one that feeds all indexes.
    tables.store(
        entry
            .withMap(entry.map().without(partition))
            .withStreams(
                entry.streams().stream().map(stream -> without(stream, partition)).toList()));
    fed.remove(partition.id());
    storage.retirePartitions(List.of(partition.id()));
    if (told == null) {
      storage.dropPartitions(List.of(partition.id()));
    } else {
      storage.dropPresent(partition.id());
    }
  }

  private static boolean isTold(CatalogEntry entry, RetiredPartition partition, long nowMs) {
    for (ChangeStream stream : entry.streams()) {
      for (StreamShard shard : stream.shards()) {
        if (shard.partition() == partition.id() && stream.isReadable(nowMs)) {
          return true;
        }
      }
    }
    return false;
  }

  private static ChangeStream without(ChangeStream stream, RetiredPartition partition) {
    List<StreamShard> shards = new ArrayList<>(stream.shards());
    shards.removeIf(shard -> shard.partition() == partition.id());
    return stream.withShards(shards);
  }
}
