package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import dev.stator.core.segment.DamagedRecords;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SegmentLog;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongArrayList;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wins back the space of superseded records: picks the segments of a worker's partitions that are
 * worth it, and proposes slices of them to the worker's log, one at a time. Works when the worker
 * has nothing else to do, and beside requests when a partition has become much larger than what is
 * in it.
 */
final class Compactor {
  private static final Logger LOG = LoggerFactory.getLogger(Compactor.class);

  /** What one slice may look at and move: mostly far less than a millisecond of the worker. */
  private static final int SLICE_RECORDS = 96;

  /** After slices that took long, the next ones look at fewer records. */
  private static final int LEAST_RECORDS = 4;

  private static final long LONG_SLICE_NS = 400_000;
  private static final long SHORT_SLICE_NS = 150_000;

  private static final int SLICE_BYTES = 32 << 10;

  /** What is read ahead of a slice, and how much of it must be there; it looks at no more. */
  private static final int AHEAD_BYTES = 1 << 20;

  private static final int NEEDED_BYTES = 128 << 10;

  /** How long it waits for that; then the slice itself waits for the disk or the system. */
  private static final long AHEAD_NS = 50_000_000;

  /** How often it looks for work while there are requests. */
  private static final long SEARCH_PAUSE_NS = 10_000_000;

  /** More than a slice can copy: its bytes and one record of the longest item. */
  private static final int MOST_COPIES = SLICE_BYTES + (512 << 10);

  /** How many partitions it looks at before the worker goes on. */
  private static final int SEARCH_BATCH = 64;

  private final Long2ObjectHashMap<Partition> partitions;
  private final Mailbox mailbox;
  private final Log log;
  private final NanoClock nanoClock;
  private final CommandEncoder encoder = new CommandEncoder();
  private final LongHashSet changed = new LongHashSet();
  private final LongArrayList searched = new LongArrayList();
  private @Nullable Partition target;
  private long from;
  private int records = SLICE_RECORDS;
  private long aheadOf;
  private long aheadSinceNs;
  private boolean underWay;
  private boolean urgent;
  private long emptiedBytes;
  private long searchAtNs;

  /** Takes the commands. */
  interface Log {
    CommandLog.Offer offer(CommandEncoder command);
  }

  Compactor(
      Long2ObjectHashMap<Partition> partitions, Mailbox mailbox, Log log, NanoClock nanoClock) {
    this.partitions = partitions;
    this.mailbox = mailbox;
    this.log = log;
    this.nanoClock = nanoClock;
    this.searchAtNs = nanoClock.nanoTime();
  }

  /** A partition is about to be changed, or can be compacted again: it may have become worth it. */
  void onChange(long partition) {
    changed.add(partition);
  }

  /** Whether there is something to do that nobody will wake the worker for. */
  boolean mustRetry() {
    return target != null ? !underWay : !searched.isEmpty() || !changed.isEmpty();
  }

  /**
   * Goes on; returns 1 when it proposed a slice.
   *
   * @param idle whether the worker had nothing else to do
   */
  int poll(boolean idle) {
    if (underWay) {
      return 0;
    }
    if (target != null && partitions.get(target.id()) != target) {
      target = null; // it was dropped, and is closed
    }
    if (target == null) {
      search();
    } else if (!idle && !urgent) {
      lookAgain(target);
    }
    Partition chosen = target;
    return chosen != null && (idle || urgent) && isReady(chosen) && propose(chosen) ? 1 : 0;
  }

  /** Says how long the worker was held up by the slice that was proposed last. */
  void onApplied(long ns) {
    if (ns > LONG_SLICE_NS) {
      records = Math.max(LEAST_RECORDS, records / 2);
    } else if (ns < SHORT_SLICE_NS) {
      records = Math.min(SLICE_RECORDS, records + Math.max(1, records / 4));
    }
  }

  /**
   * Has what the slice will look at read into memory, and the pages and the file made that it may
   * need, and says whether all is there.
   */
  private boolean isReady(Partition partition) {
    long now = nanoClock.nanoTime();
    SegmentLog source = partition.log();
    if (aheadOf != from) {
      aheadOf = from;
      aheadSinceNs = now;
      source.willNeed(from, AHEAD_BYTES);
    }
    return (source.makeReadyFor(MOST_COPIES) && source.isResident(from, NEEDED_BYTES))
        || now - aheadSinceNs > AHEAD_NS;
  }

  /** Whether segments were emptied since {@link #begin} and there is nothing to do now. */
  boolean hasFinished() {
    return emptiedBytes > 0 && target == null;
  }

  /** What the records take in the segments that were emptied since {@link #begin}. */
  long emptiedBytes() {
    return emptiedBytes;
  }

  /** Counts from now on what is emptied. */
  void begin() {
    emptiedBytes = 0;
  }

  private void search() {
    if (searched.isEmpty()) {
      if (changed.isEmpty() || nanoClock.nanoTime() - searchAtNs < 0) {
        return;
      }
      changed.forEachLong(searched::addLong);
      changed.clear();
    }
    for (int i = 0; i < SEARCH_BATCH && !searched.isEmpty() && target == null; i++) {
      consider(searched.removeAt(searched.size() - 1));
    }
    if (searched.isEmpty()) {
      searchAtNs = nanoClock.nanoTime() + SEARCH_PAUSE_NS;
    }
  }

  /** What could wait for a pause between requests may have become urgent without one. */
  private void lookAgain(Partition partition) {
    long now = nanoClock.nanoTime();
    if (now - searchAtNs >= 0) {
      searchAtNs = now + SEARCH_PAUSE_NS;
      urgent = partition.log().isMostlyDead();
    }
  }

  private void consider(long id) {
    Partition partition = partitions.get(id);
    if (partition == null || !canBeCompacted(partition)) {
      return;
    }
    long begin = partition.log().findSparse();
    if (begin > 0) {
      target = partition;
      from = begin;
      urgent = partition.log().isMostlyDead();
      changed.add(id); // there may be more in this one
    }
  }

  /** Where the disk is full, what is left of the current segment is kept for this: it wins room. */
  private static boolean canBeCompacted(Partition partition) {
    return switch (partition.condition()) {
      case WRITABLE -> true;
      case SHORT_OF_ROOM -> partition.log().remaining() > MOST_COPIES;
      case WAITING, FAILED -> false;
    };
  }

  private boolean propose(Partition partition) {
    int whole = countWhole(partition);
    if (whole == 0) {
      partition.log().markDamaged(Location.segmentNumber(from));
      target = null;
      changed.add(partition.id()); // another segment may be worth it, too
      return false;
    }
    Call call =
        canBeCompacted(partition) ? mailbox.begin(reply -> onReply(partition, reply)) : null;
    if (call == null) {
      target = null;
      searchAtNs = nanoClock.nanoTime() + SEARCH_PAUSE_NS;
      return false;
    }
    encoder.begin(CommandDescriptor.COMPACT, call.ticket(), partition.id(), 0, 0);
    encoder.slice(from, whole, SLICE_BYTES);
    underWay = log.offer(encoder) == CommandLog.Offer.ACCEPTED;
    if (!underWay) {
      mailbox.abandon(call);
      target = null;
      searchAtNs = nanoClock.nanoTime() + SEARCH_PAUSE_NS;
    }
    return underWay;
  }

  /**
   * How many records the slice may look at; 0 when the next one is damaged. A slice that meets a
   * damage stops its partition.
   */
  private int countWhole(Partition partition) {
    try {
      return DamagedRecords.countWhole(partition.log(), from, records, NEEDED_BYTES);
    } catch (StorageException damage) {
      LOG.error("a segment stays as it is: {}", damage.getMessage());
      return 0;
    }
  }

  private void onReply(Partition partition, Reply reply) {
    underWay = false;
    boolean carriedOut = reply.error() == null;
    int segment = Location.segmentNumber(from);
    from = carriedOut ? partition.compactionPosition() : 0;
    if (from == 0) {
      target = null;
      if (carriedOut && partition.log().isOpen(segment)) {
        emptiedBytes += partition.log().end(segment);
      }
    }
  }
}
