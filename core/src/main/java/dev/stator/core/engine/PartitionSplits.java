package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.IndexPlace;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.PastPartition;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.engine.SplitOutcome.Reason;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.KeySchema;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.worker.Handover;
import dev.stator.core.worker.IndexTarget;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.Routes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Splits partitions while they are used: new ones are opened and filled ({@link Handover}), and
 * when they have everything the catalog says that they have taken the place of the one that was
 * split. That is the point of no return. Before it the catalog knows nothing of them, so a crash
 * throws them away as any directory that no table has.
 *
 * <p>Used by the control thread, which sees to nothing else from when a partition is closed until
 * its successors take its writes.
 */
final class PartitionSplits {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionSplits.class);
  private static final int CALLS = 64;

  /** How long a partition may be closed before the split is given up. */
  private static final long MOST_CLOSED_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long the successors may take to catch up once they have all items. */
  private static final long MOST_FOLLOWING_NS = TimeUnit.MINUTES.toNanos(2);

  private static final long LOOK_NS = 20_000;

  private final Tables tables;
  private final Storage storage;
  private final CatalogStore catalog;
  private final Routings routings;
  private final RetiredPartitions retired;
  private final EpochMicroClock clock;
  private final Mailbox mailbox;
  private final Map<Long, Running> running = new LinkedHashMap<>();

  /** One split that is under way. */
  private static final class Running {
    private final SplitRequest request;
    private final Handover handover;
    private final CompletableFuture<SplitOutcome> outcome;
    private long filledNs;
    private Reason reason = Reason.COULD_NOT_FOLLOW;

    Running(SplitRequest request, Handover handover, CompletableFuture<SplitOutcome> outcome) {
      this.request = request;
      this.handover = handover;
      this.outcome = outcome;
    }

    /** Whether its successors have all items and still cannot keep up with the changes. */
    boolean isTooSlow() {
      if (!handover.isFilled()) {
        return false;
      }
      filledNs = filledNs == 0 ? System.nanoTime() : filledNs;
      return System.nanoTime() - filledNs > MOST_FOLLOWING_NS;
    }

    long partition() {
      return handover.from().partition();
    }

    List<Long> successors() {
      return handover.successors().stream().map(Route::partition).toList();
    }
  }

  PartitionSplits(
      Tables tables,
      Storage storage,
      CatalogStore catalog,
      Routings routings,
      Mailboxes mailboxes,
      EpochMicroClock clock) {
    this.tables = tables;
    this.storage = storage;
    this.catalog = catalog;
    this.routings = routings;
    this.retired = new RetiredPartitions(tables, storage, clock);
    this.clock = clock;
    this.mailbox = mailboxes.open(CALLS, _ -> {});
  }

  /** Those that were split. */
  RetiredPartitions retired() {
    return retired;
  }

  /** Begins to split a partition; any thread. */
  CompletableFuture<SplitOutcome> split(SplitRequest request) {
    CompletableFuture<SplitOutcome> outcome = new CompletableFuture<>();
    long partition = request.partition();
    try {
      var _ =
          tables
              .onControl(
                  () -> {
                    begin(request, outcome);
                    return true;
                  })
              .exceptionally(e -> notBegun(partition, e, outcome));
    } catch (RejectedExecutionException e) {
      outcome.complete(new SplitOutcome.Refused(partition, Reason.CLOSED));
    }
    return outcome;
  }

  private static boolean notBegun(
      long partition, Throwable e, CompletableFuture<SplitOutcome> outcome) {
    LOG.error("partition {} cannot be split", partition, e);
    return outcome.complete(new SplitOutcome.Refused(partition, Reason.NOT_STORED));
  }

  private void begin(SplitRequest request, CompletableFuture<SplitOutcome> outcome) {
    CatalogEntry entry = request.table().equals(Ledger.NAME) ? null : tables.find(request.table());
    Reason reason = entry == null ? Reason.NO_SUCH_TABLE : refusal(entry, request);
    if (entry == null || reason != null) {
      outcome.complete(
          new SplitOutcome.Refused(request.partition(), Objects.requireNonNull(reason)));
      return;
    }
    Running begun = new Running(request, handOver(entry, request), outcome);
    running.put(request.partition(), begun);
    tables.soon(() -> goOn(begun));
  }

  /** Opens the successors, and begins to feed them. */
  private Handover handOver(CatalogEntry entry, SplitRequest request) {
    List<Long> starts = request.successorStarts(entry);
    List<Long> ids = nextPartitions(starts.size(), request.worker());
    KeySchema keys = request.keys(entry);
    storage.openLivePartitions(ids, keys, request.localIndexes(entry));
    if (mustTellPast(entry, request)) {
      storage.archives().begin(ids);
    }
    Routes successors = Routes.of(storage.routes(ids), starts);
    return new Handover(
        origin(entry, request),
        IndexTarget.successors(ids.getFirst(), keys, successors),
        mailbox,
        clock);
  }

  /** Whether the past of what is split is kept: indexes have none, they are filled anew. */
  private static boolean mustTellPast(CatalogEntry entry, SplitRequest request) {
    return request.index() == null && TableHistory.isKept(entry);
  }

  private Handover.Origin origin(CatalogEntry entry, SplitRequest request) {
    Route place = storage.routes(List.of(request.partition())).getFirst();
    String index = request.index();
    return index == null
        ? new Handover.Origin(place, routings.ofTable(entry), null)
        : new Handover.Origin(
            place, routings.ofIndex(entry, index), () -> feeders(request.table()));
  }

  /** The ids of the partitions that feed the indexes of a table. */
  private Set<Long> feeders(String table) {
    CatalogEntry entry = tables.find(table);
    return entry == null ? Set.of() : Set.copyOf(entry.allPartitions());
  }

  private @Nullable Reason refusal(CatalogEntry entry, SplitRequest request) {
    Reason reason = request.refusal(entry);
    if (reason != null) {
      return reason;
    }
    if (running.containsKey(request.partition())) {
      return Reason.UNDER_WAY;
    }
    Route route = storage.routes(List.of(request.partition())).getFirst();
    boolean writable =
        route.state().condition() == PartitionCondition.WRITABLE
            && route.state().gate() == Gate.OPEN;
    return writable ? null : Reason.NOT_WRITABLE;
  }

  /** An id says which worker owns its partition; those of others are passed over. */
  private List<Long> nextPartitions(int count, int worker) {
    if (worker < 0) {
      return catalog.nextPartitions(count);
    }
    List<Long> ids = new ArrayList<>();
    while (ids.size() < count) {
      long id = catalog.nextPartitions(1).getFirst();
      if (storage.isOwner(worker, id)) {
        ids.add(id);
      }
    }
    return ids;
  }

  private void goOn(Running split) {
    if (split.outcome.isDone()) {
      return;
    }
    Handover handover = split.handover;
    handover.step();
    if (handover.isNear()) {
      takeOver(split);
    } else if (split.isTooSlow()) {
      handover.giveUp();
    }
    switch (handover.state()) {
      case COMPLETED -> {}
      case GIVEN_UP -> end(split);
      case FEEDING, CLOSING, DRAINING, READY, REOPENING -> tables.soon(() -> goOn(split));
    }
  }

  /** Closes the partition and lets its successors take its place; or opens it again. */
  private void takeOver(Running split) {
    Handover handover = split.handover;
    long startNs = System.nanoTime();
    handover.close();
    stepUntil(handover, Handover.State.READY);
    if (handover.state() == Handover.State.READY) {
      Reason reason = cut(split);
      if (reason == null) {
        handover.complete();
        completed(split, System.nanoTime() - startNs);
        return;
      }
      split.reason = reason;
    }
    if (split.reason == Reason.UNKNOWN) {
      handover.abandon();
    } else {
      handover.giveUp();
      stepUntil(handover, Handover.State.GIVEN_UP);
    }
  }

  private static void stepUntil(Handover handover, Handover.State wanted) {
    long startNs = System.nanoTime();
    while (handover.state() != wanted && System.nanoTime() - startNs < MOST_CLOSED_NS) {
      handover.step();
      LockSupport.parkNanos(LOOK_NS);
    }
  }

  /** Makes durable that the successors have taken the place; returns why that is not so. */
  private @Nullable Reason cut(Running split) {
    SplitRequest request = split.request;
    CatalogEntry before = tables.find(request.table());
    if (before == null
        || request.refusal(before) != null
        || mustTellPast(before, request) != storage.archives().has(split.successors())) {
      return Reason.TABLE_IS_CHANGING;
    }
    String index = request.index();
    CatalogEntry after = index == null ? after(before, split) : after(before, index, split);
    try {
      storage.forceLogs(); // what the successors have must not be taken back
    } catch (StorageException e) {
      LOG.error("the split of partition {} could not be made durable", split.partition(), e);
      return Reason.NOT_STORED;
    }
    try {
      catalog.put(after);
      if (index == null) {
        retired.holdFeeds(after, split.successors());
        storage.keepStreams(after);
      }
      tables.adopt(after);
      return null;
    } catch (RuntimeException e) {
      LOG.error("the split of partition {} could not be stored", split.partition(), e);
      return CatalogStore.isNotStored(e) ? Reason.NOT_STORED : Reason.UNKNOWN;
    }
  }

  /** With the successors of a partition of an index, which nobody needs any more. */
  private static CatalogEntry after(CatalogEntry before, String index, Running split) {
    IndexPlace place = before.index(index);
    PartitionMap map =
        place
            .map()
            .replace(
                split.partition(),
                split.successors(),
                split.request.starts(before),
                split.request.bounds());
    return before.withIndex(index, place.withMap(map));
  }

  private static CatalogEntry after(CatalogEntry before, Running split) {
    List<RetiredPartition.Successor> successors = new ArrayList<>();
    for (int i = 0; i < split.successors().size(); i++) {
      successors.add(
          new RetiredPartition.Successor(
              split.successors().get(i), split.handover.starts().get(i)));
    }
    RetiredPartition retired =
        new RetiredPartition(
            split.partition(),
            split.handover.end(),
            split.handover.splitMicros(),
            before.indexIds(),
            successors);
    PartitionMap map =
        before.map().split(split.request.starts(before), retired, split.request.bounds());
    return before
        .withMap(TableHistory.isKept(before) ? map.remembering(past(split)) : map)
        .withStreams(TableStreams.split(before.streams(), retired));
  }

  private static PastPartition past(Running split) {
    List<PastPartition.Successor> successors = new ArrayList<>();
    for (int i = 0; i < split.successors().size(); i++) {
      successors.add(
          new PastPartition.Successor(
              split.successors().get(i), split.handover.sequences().get(i)));
    }
    return new PastPartition(split.partition(), split.handover.splitMicros(), successors);
  }

  private void completed(Running split, long closedNs) {
    running.remove(split.partition());
    CatalogEntry entry = tables.find(split.request.table());
    if (split.request.index() != null) {
      retired.keepForReads(split.partition());
    } else if (entry != null) {
      String attribute = entry.definition().options().timeToLive().attribute();
      if (attribute != null) {
        storage.expireLive(List.of(split.partition()), null);
        storage.expireLive(split.successors(), attribute);
      }
      retired.awaitFed();
    }
    LOG.info(
        "partition {} of {} was split into {}, closed for {} µs",
        split.partition(),
        split.request.resource(),
        split.successors(),
        TimeUnit.NANOSECONDS.toMicros(closedNs));
    split.outcome.complete(new SplitOutcome.Done(split.partition(), split.successors(), closedNs));
  }

  /** Gives up the splits of a table that is to be changed; they have changed nothing yet. */
  void abandon(String table) {
    for (Running split : List.copyOf(running.values())) {
      if (split.request.table().equals(table)) {
        split.reason = Reason.TABLE_IS_CHANGING;
        split.handover.giveUp();
        stepUntil(split.handover, Handover.State.GIVEN_UP);
      }
    }
  }

  private void end(Running split) {
    running.remove(split.partition());
    if (split.reason != Reason.UNKNOWN) {
      storage.dropPartitions(split.successors());
    }
    split.outcome.complete(new SplitOutcome.Refused(split.partition(), split.reason));
  }

  /** Gives up what is under way. */
  void close() {
    for (Running split : running.values()) {
      split.handover.giveUp();
      stepUntil(split.handover, Handover.State.GIVEN_UP);
      split.outcome.complete(new SplitOutcome.Refused(split.partition(), Reason.CLOSED));
    }
  }
}
