package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogCodec;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.engine.SplitOutcome.Reason;
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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.NanoClock;
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
  private static final int DIGITS = 2;

  /** How often a new entry is made for nothing, so that it is fast when requests wait for it. */
  private static final int REHEARSALS = 5;

  /** How long a partition may be closed before the split is given up. */
  private static final long MOST_CLOSED_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** A command that a full log refused is sent again after so long, for nobody says when it can. */
  private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(200);

  private final Tables tables;
  private final Storage storage;
  private final CatalogStore catalog;
  private final Routings routings;
  private final RetiredPartitions retired;
  private final EpochMicroClock clock;
  private final NanoClock nanoClock;
  private final Mailbox mailbox;
  private final Semaphore news = new Semaphore(0);
  private final Map<Long, RunningSplit> running = new LinkedHashMap<>();
  private final Histogram closedSpans = new ConcurrentHistogram(DIGITS);

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
    this.nanoClock = storage.threads().nanoClock();
    this.mailbox = mailboxes.open(CALLS, _ -> news.release());
  }

  /** Those that were split. */
  RetiredPartitions retired() {
    return retired;
  }

  /** How long partitions were closed; any thread may look. */
  Histogram closedNs() {
    return closedSpans;
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
    RunningSplit begun = new RunningSplit(request, handOver(entry, request), outcome);
    running.put(request.partition(), begun);
    tables.soon(() -> goOn(begun));
  }

  /** Opens the successors, and begins to feed them. */
  private Handover handOver(CatalogEntry entry, SplitRequest request) {
    List<Long> starts = request.successorStarts(entry);
    List<Long> ids = nextPartitions(starts.size(), request.worker());
    KeySchema keys = request.keys(entry);
    storage.openLivePartitions(ids, keys, request.localIndexes(entry));
    if (SplitEntries.tellsPast(entry, request)) {
      storage.archives().begin(ids);
    }
    Routes successors = Routes.of(storage.routes(ids), starts);
    return new Handover(
        origin(entry, request),
        IndexTarget.successors(ids.getFirst(), keys, successors),
        mailbox,
        clock,
        news::release);
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

  private void goOn(RunningSplit split) {
    if (split.outcome().isDone()) {
      return;
    }
    Handover handover = split.handover();
    handover.step();
    if (handover.isNear()) {
      takeOver(split);
    }
    if (handover.state() == Handover.State.FEEDING && split.isTooSlow(nanoClock.nanoTime())) {
      handover.giveUp();
    }
    switch (handover.state()) {
      case COMPLETING, COMPLETED -> {}
      case GIVEN_UP -> end(split);
      case FEEDING, CLOSING, DRAINING, READY, REOPENING -> tables.soon(() -> goOn(split));
    }
  }

  /** Lets the successors take the place of the partition, if this is a good moment to close it. */
  private void takeOver(RunningSplit split) {
    if (!approach(split)) {
      return;
    }
    CatalogEntry before = tables.find(split.request().table());
    if (before == null || isChanging(before, split)) {
      split.because(Reason.TABLE_IS_CHANGING);
      giveUp(split);
      return;
    }
    // What can be done before must be, and what is new to the JVM be met: later requests wait.
    CatalogEntry likely = SplitEntries.after(before, split.request(), split.handover());
    routings.prepareMeters(before, likely);
    for (int i = 0; i < REHEARSALS; i++) {
      CatalogCodec.encode(SplitEntries.after(before, split.request(), split.handover()));
    }
    closeAndCut(split, before);
  }

  /**
   * Waits a moment until all workers that take part answer at once and nothing but the last few
   * changes is missing; then requests wait for nothing else.
   */
  private boolean approach(RunningSplit split) {
    Handover handover = split.handover();
    long endNs = nanoClock.nanoTime() + split.nextPatienceNs();
    handover.lookAgain();
    handover.step();
    while (handover.state() == Handover.State.FEEDING
        && !handover.isAllSent()
        && awaitNews(handover, endNs)) {
      handover.step();
    }
    return handover.isNear();
  }

  private boolean isChanging(CatalogEntry before, RunningSplit split) {
    return split.request().refusal(before) != null
        || SplitEntries.tellsPast(before, split.request())
            != storage.archives().has(split.successors());
  }

  /** Closes the partition and lets its successors take its place; or opens it again. */
  private void closeAndCut(RunningSplit split, CatalogEntry before) {
    Handover handover = split.handover();
    long beginNs = nanoClock.nanoTime();
    long endNs = beginNs + MOST_CLOSED_NS;
    handover.close();
    stepWhile(handover, Handover.State.CLOSING, endNs);
    long closedNs = nanoClock.nanoTime();
    stepWhile(handover, Handover.State.DRAINING, endNs);
    long drainedNs = nanoClock.nanoTime();
    CatalogEntry after = handover.state() == Handover.State.READY ? cut(split, before) : null;
    if (after != null) {
      long storedNs = nanoClock.nanoTime();
      handover.complete();
      tables.adopt(after); // while the worker lets go what it has kept
      stepWhile(handover, Handover.State.COMPLETING, storedNs + MOST_CLOSED_NS);
      completed(
          split,
          new ClosedSpan(
              closedNs - beginNs,
              drainedNs - closedNs,
              storedNs - drainedNs,
              letGoNs(handover) - storedNs,
              handover.kept()));
    } else if (split.reason() == Reason.UNKNOWN) {
      handover.abandon();
    } else {
      giveUp(split);
    }
  }

  private long letGoNs(Handover handover) {
    boolean known = handover.state() == Handover.State.COMPLETED;
    return known ? handover.letGoNs() : nanoClock.nanoTime();
  }

  /** Opens the partition again, which may go on with the next steps. */
  private void giveUp(RunningSplit split) {
    split.handover().giveUp();
    stepWhile(split.handover(), Handover.State.REOPENING, nanoClock.nanoTime() + MOST_CLOSED_NS);
  }

  private void stepWhile(Handover handover, Handover.State state, long endNs) {
    do {
      handover.step();
    } while (handover.state() == state && awaitNews(handover, endNs));
  }

  /** Waits until a handover can go on, or for a moment; false when it is too late. */
  private boolean awaitNews(Handover handover, long endNs) {
    long leftNs = endNs - nanoClock.nanoTime();
    if (leftNs <= 0) {
      return false;
    }
    long longestNs = handover.mustSendAgain() ? Math.min(leftNs, LOOK_NS) : leftNs;
    storage.threads().await(news, longestNs);
    news.drainPermits();
    return true;
  }

  /**
   * Makes durable that the successors have taken the place, and sends everybody to them from now
   * on; gives what the catalog says since, null when it could not be stored.
   */
  private @Nullable CatalogEntry cut(RunningSplit split, CatalogEntry before) {
    String index = split.request().index();
    CatalogEntry after;
    List<CompletableFuture<Boolean>> held;
    try {
      after = SplitEntries.after(before, split.request(), split.handover());
      storage.forceLogs(); // what the successors have must not be taken back
      held = index == null ? retired.holdFeeds(after, split.successors()) : List.of();
    } catch (RuntimeException e) {
      LOG.error("the split of partition {} could not be made durable", split.partition(), e);
      split.because(Reason.NOT_STORED);
      return null;
    }
    try {
      catalog.put(after);
      held.forEach(storage.threads()::await); // which was done while the catalog was forced
      if (!after.streams().isEmpty()) { // else no worker needs to hear of them
        storage.keepStreams(after);
      }
      var _ = index == null ? routings.ofTable(after) : routings.ofIndex(after, index);
      return after;
    } catch (RuntimeException e) {
      LOG.error("the split of partition {} could not be stored", split.partition(), e);
      split.because(CatalogStore.isNotStored(e) ? Reason.NOT_STORED : Reason.UNKNOWN);
      return null;
    }
  }

  private void completed(RunningSplit split, ClosedSpan closed) {
    running.remove(split.partition());
    closedSpans.recordValue(closed.totalNs());
    CatalogEntry entry = tables.find(split.request().table());
    if (split.request().index() != null) {
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
        "partition {} of {} was split into {}, closed for {}",
        split.partition(),
        split.request().resource(),
        split.successors(),
        closed);
    split.outcome().complete(new SplitOutcome.Done(split.partition(), split.successors(), closed));
  }

  /** Gives up the splits of a table that is to be changed; they have changed nothing yet. */
  void abandon(String table) {
    for (RunningSplit split : List.copyOf(running.values())) {
      if (split.request().table().equals(table)) {
        split.because(Reason.TABLE_IS_CHANGING);
        giveUp(split);
      }
    }
  }

  private void end(RunningSplit split) {
    running.remove(split.partition());
    if (split.reason() != Reason.UNKNOWN) {
      storage.dropPartitions(split.successors());
    }
    CatalogEntry entry = tables.find(split.request().table());
    if (entry != null) {
      tables.adopt(entry); // the meters of its partitions and no others
    }
    split.outcome().complete(new SplitOutcome.Refused(split.partition(), split.reason()));
  }

  /** Gives up what is under way. */
  void close() {
    for (RunningSplit split : running.values()) {
      giveUp(split);
      split.outcome().complete(new SplitOutcome.Refused(split.partition(), Reason.CLOSED));
    }
  }
}
