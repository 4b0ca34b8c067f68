package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.ExpiryTree;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.segment.RecordView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.EpochMicroClock;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Proposes the removal of expired items: goes through what has expired in the partitions of one
 * worker, in passes with a pause between them, and gives an EXPIRE command for each to the log.
 * What is refused, because a transaction has locked the item, is proposed again in the next pass.
 *
 * <p>It takes little of the worker at a time: a bounded number of commands is under way, and what
 * was there before the partition knew its attribute is looked at in slices with pauses. Belongs to
 * the thread of the worker.
 */
final class Expiry {
  /** Commands that may be under way at once; applying as many takes a fraction of a millisecond. */
  static final int WINDOW = 256;

  /** The same while clients write: with the pause, some 6,000 removals a second. */
  static final int BUSY_WINDOW = 32;

  private static final long BUSY_PAUSE_NS = 5_000_000;

  /** How long clients are taken to write after one has. */
  private static final long BUSY_NS = 20_000_000;

  private static final int BUILD_BATCH = 16;
  private static final long SLICE_NS = 200_000;

  /** Between two slices; not by what a slice took, which is mostly waiting on a busy machine. */
  private static final long PAUSE_NS = 9 * SLICE_NS;

  /** How many partitions a pass looks at before the worker goes on. */
  private static final int SEARCH_BATCH = 256;

  /** From the beginning of a pass to that of the next, unless it takes longer. */
  private static final long PASS_NS = 100_000_000;

  /** Where commands go. */
  @FunctionalInterface
  interface Target {
    CommandLog.Offer offer(DirectBuffer buffer, int offset, int length);
  }

  private final Target target;
  private final Mailbox mailbox;
  private final EpochMicroClock clock;
  private final NanoClock nanoClock;
  private final long delayS;
  private final List<Partition> partitions = new ArrayList<>();
  private final List<Partition> unbuilt = new ArrayList<>();
  private final Long2ObjectHashMap<Removals> removals = new Long2ObjectHashMap<>();
  private final CommandEncoder encoder = new CommandEncoder();
  private final RecordView item = new RecordView();
  private int underWay;
  private int turn;
  private boolean isTurnNew;
  private boolean inPass;
  private boolean blocked;
  private long nextPassNs;
  private long cutoff;
  private long nextSliceNs;
  private long seenForeground;
  private long busyUntilNs;
  private long nextWindowNs;

  /**
   * @param delayS how many seconds an expired item stays
   */
  Expiry(Target target, Mailbox mailbox, EpochMicroClock clock, long delayS, NanoClock nanoClock) {
    this.nanoClock = nanoClock;
    this.target = target;
    this.mailbox = mailbox;
    this.clock = clock;
    this.delayS = delayS;
    this.nextSliceNs = nanoClock.nanoTime();
    this.nextPassNs = nextSliceNs;
    this.busyUntilNs = nextSliceNs;
    this.nextWindowNs = nextSliceNs;
  }

  /** Lets the items of a partition expire by this attribute, or by none any more. */
  void set(Partition partition, byte @Nullable [] attribute) {
    stop(partition.id());
    partition.expireBy(attribute);
    ExpiryTree tree = partition.expiry();
    if (tree != null) {
      tree.rewind(cutoff);
      partitions.add(partition);
      if (!tree.isBuilt()) {
        unbuilt.add(partition);
      }
      removals.put(partition.id(), new Removals());
    }
  }

  /** Proposes nothing more for a partition. */
  void stop(long partition) {
    partitions.removeIf(expiring -> expiring.id() == partition);
    unbuilt.removeIf(expiring -> expiring.id() == partition);
    removals.remove(partition);
    turn = 0;
    isTurnNew = true;
  }

  /** Whether nothing can expire here. */
  boolean isIdle() {
    return partitions.isEmpty();
  }

  /**
   * Does a little; returns how much.
   *
   * @param foreground how many commands of clients the worker has applied so far: while these come,
   *     removals give way to them
   */
  int poll(long foreground) {
    int work = build();
    beginPass();
    int window = inPass ? window(foreground) : 0;
    int last = turn + SEARCH_BATCH;
    while (inPass && underWay < window && propose(last)) {
      work++;
    }
    if (work > 0 && window == BUSY_WINDOW) {
      nextWindowNs = nanoClock.nanoTime() + BUSY_PAUSE_NS;
    }
    return work;
  }

  /** How many commands may be under way now. */
  private int window(long foreground) {
    long now = nanoClock.nanoTime();
    if (foreground != seenForeground) {
      seenForeground = foreground;
      busyUntilNs = now + BUSY_NS;
    }
    if (now - busyUntilNs >= 0) {
      return WINDOW;
    }
    return underWay == 0 && now - nextWindowNs >= 0 ? BUSY_WINDOW : 0;
  }

  /** The longest time the worker may sleep, nanoseconds. */
  long maxSleepNs() {
    if (!unbuilt.isEmpty() || blocked || (inPass && underWay < WINDOW)) {
      return RetryingIdleStrategy.RETRY_NS;
    }
    return partitions.isEmpty() ? Long.MAX_VALUE : PASS_NS;
  }

  private int build() {
    if (unbuilt.isEmpty()) {
      return 0;
    }
    long time = nanoClock.nanoTime();
    if (time - nextSliceNs < 0) {
      return 0;
    }
    int count = 0;
    long end = time + SLICE_NS;
    while (!unbuilt.isEmpty() && time - end < 0) {
      ExpiryTree tree = treeOf(unbuilt.getLast());
      count += tree.build(BUILD_BATCH);
      time = nanoClock.nanoTime();
      if (tree.isBuilt()) {
        unbuilt.removeLast();
      }
    }
    nextSliceNs = time + PAUSE_NS;
    return count;
  }

  private void beginPass() {
    if (inPass || underWay > 0) {
      return;
    }
    long now = nanoClock.nanoTime();
    if (now - nextPassNs < 0) {
      return;
    }
    nextPassNs = now + PASS_NS;
    cutoff = TimeUnit.MICROSECONDS.toSeconds(clock.microTime()) - delayS;
    inPass = true;
    turn = 0;
    isTurnNew = true;
  }

  /**
   * Gives the next command to the log; false when there is none or it cannot be taken now.
   *
   * @param last the turn to go on with another time
   */
  private boolean propose(int last) {
    blocked = false;
    while (turn < partitions.size() && turn < last) {
      Partition partition = partitions.get(turn);
      ExpiryTree tree = treeOf(partition);
      if (isTurnNew) {
        tree.rewind(cutoff);
        isTurnNew = false;
      }
      if (partition.condition() == PartitionCondition.WRITABLE && tree.peek(cutoff, item)) {
        return propose(partition, tree);
      }
      turn++;
      isTurnNew = true;
    }
    inPass = turn < partitions.size();
    return false;
  }

  private boolean propose(Partition partition, ExpiryTree tree) {
    Call call = mailbox.begin(removals.get(partition.id()));
    if (call == null) {
      return false;
    }
    encoder
        .keyBuffer()
        .putBytes(CommandEncoder.KEY_OFFSET, item.buffer(), item.keyOffset(), item.keyLength());
    encoder
        .begin(
            CommandDescriptor.EXPIRE,
            call.ticket(),
            partition.id(),
            clock.microTime(),
            item.keyLength())
        .expired(cutoff, tree.attribute());
    CommandLog.Offer offer = target.offer(encoder.buffer(), 0, encoder.length());
    switch (offer) {
      case ACCEPTED -> {
        underWay++;
        tree.advance();
        return true;
      }
      case FULL, NO_ROOM, NOT_LEADER -> blocked = true;
      case TOO_LARGE, FAILED -> { // until the next opening
        partitions.clear();
        unbuilt.clear();
      }
    }
    mailbox.abandon(call);
    return false;
  }

  /** Adds how many items of a partition have expired, if any can. */
  void addRemoved(long partition, Map<Long, Long> counts) {
    Removals ofPartition = removals.get(partition);
    if (ofPartition != null) {
      counts.put(partition, ofPartition.count);
    }
  }

  /** Those of one partition. */
  private final class Removals implements ReplyHandler {
    private long count;

    @Override
    public void onReply(Reply reply) {
      underWay--;
      count += reply.error() == null && reply.oldSize() > 0 ? 1 : 0;
    }
  }

  private static ExpiryTree treeOf(Partition partition) {
    ExpiryTree tree = partition.expiry();
    if (tree == null) {
      throw new IllegalStateException("items of partition " + partition.id() + " do not expire");
    }
    return tree;
  }
}
