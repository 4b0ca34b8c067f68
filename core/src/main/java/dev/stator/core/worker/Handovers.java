package dev.stator.core.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.Partition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does for its partitions that are handed over to others, see {@link Handover}: feeds
 * those, and keeps what a closed partition refuses until it is known who takes it. Then a write
 * goes there as it is, whoever waits for the reply; a transaction is told to look anew where its
 * items are.
 *
 * <p>That a partition refuses is its state; what is kept here is not, and is gone after a crash as
 * any request that was not answered. Used by the thread of the worker.
 */
public final class Handovers {
  private static final long NOT_CLOSED = -1;

  private final Long2ObjectHashMap<Partition> partitions;
  private final IndexFeeds feeds;
  private final Consumer<Call> finish;
  private final BiConsumer<Call, String> refuse;
  private final NanoClock clock;
  private final Long2ObjectHashMap<Closing> closings = new Long2ObjectHashMap<>();
  private final List<Awaited> awaited = new ArrayList<>();
  private final ArrayDeque<Kept> forwarded = new ArrayDeque<>();
  private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
  private final CommandView view = new CommandView();

  /** A partition that refuses changes or will soon. */
  private static final class Closing {
    private final Routing routing;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();

    /** Whether others have taken its place. */
    private boolean over;

    Closing(Routing routing) {
      this.routing = routing;
    }
  }

  /**
   * A call that a closed partition has refused.
   *
   * @param write its command when that is one write, else null
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Kept(Routing routing, Call call, byte @Nullable [] write) {}

  /**
   * What was kept went on.
   *
   * @param requests how many there were
   * @param ns when the last of them was on its way, of the clock of the worker
   */
  record LetGo(int requests, long ns) {}

  /** Somebody waits until a partition is closed and a target has everything that it had. */
  private static final class Awaited {
    private final long partition;
    private final long target;
    private final CompletableFuture<Boolean> done;

    /** Where the partition was when it was found closed: behind its last change. */
    private long end = NOT_CLOSED;

    Awaited(long partition, long target, CompletableFuture<Boolean> done) {
      this.partition = partition;
      this.target = target;
      this.done = done;
    }
  }

  /**
   * @param partitions those of the worker
   * @param finish hands a reply over
   * @param refuse hands a refusal over
   * @param clock says when something went on
   */
  Handovers(
      Long2ObjectHashMap<Partition> partitions,
      IndexFeeds feeds,
      Consumer<Call> finish,
      BiConsumer<Call, String> refuse,
      NanoClock clock) {
    this.partitions = partitions;
    this.feeds = feeds;
    this.finish = finish;
    this.refuse = refuse;
    this.clock = clock;
  }

  /** Keeps from now on what the partition refuses, until {@link #letGo}. */
  public void expectClosing(long partition, Routing routing) {
    closings.put(partition, new Closing(routing));
  }

  /**
   * Sends what was kept to where the items are now.
   *
   * @param over whether others have taken the place of the partition; false: it is open again
   * @return how much that was, and when it was over
   */
  LetGo letGo(long partition, boolean over) {
    awaited.removeIf(each -> each.partition == partition);
    Closing closing = closings.get(partition);
    if (closing == null) {
      return new LetGo(0, clock.nanoTime());
    }
    closing.over = over;
    if (!over) {
      closings.remove(partition);
    }
    int count = closing.kept.size();
    while (!closing.kept.isEmpty()) {
      send(closing.kept.removeFirst());
    }
    return new LetGo(count, clock.nanoTime());
  }

  /** Refuses what was kept and what will be: nobody knows where the items are. */
  public void giveUp(long partition) {
    awaited.removeIf(each -> each.partition == partition);
    Closing closing = closings.remove(partition);
    while (closing != null && !closing.kept.isEmpty()) {
      refuse.accept(closing.kept.removeFirst().call, Partition.FAILED);
    }
  }

  /** Forgets a partition that is gone. */
  void forget(long partition) {
    giveUp(partition);
  }

  /** How far the target is behind the partition. */
  FeedDistance distance(long partition, long target) {
    return feeds.distance(partition, target);
  }

  /**
   * Says when the partition is closed and the target has everything that it had then, unless it is
   * let go or given up before.
   */
  void await(long partition, long target, CompletableFuture<Boolean> done) {
    awaited.add(new Awaited(partition, target, done));
  }

  /**
   * Takes a call whose command a closed partition has refused; false when it is to be answered as
   * it is.
   */
  boolean take(CommandView command, int length, Call call) {
    Closing closing = closings.get(call.reply().movedFrom());
    if (closing == null) {
      return false;
    }
    switch (command.type()) {
      case CommandDescriptor.PUT, CommandDescriptor.UPDATE, CommandDescriptor.DELETE -> {
        byte[] write = new byte[length];
        command.buffer().getBytes(command.offset(), write);
        keep(closing, new Kept(closing.routing, call, write));
      }
      case CommandDescriptor.MULTI, CommandDescriptor.PREPARE ->
          keep(closing, new Kept(closing.routing, call, null));
      default -> {
        return false; // background work, which its sender proposes again if need be
      }
    }
    return true;
  }

  /** Takes the read of a transaction that must not see a closed partition, if it is one. */
  boolean take(Call call) {
    List<KeyedRead> reads = call.reads();
    if (closings.isEmpty() || reads == null) {
      return false;
    }
    for (int i = 0; i < reads.size(); i++) {
      long id = reads.get(i).partition();
      Partition partition = partitions.get(id);
      Closing closing = closings.get(id);
      if (closing != null && partition != null && partition.gate() == Gate.CLOSED) {
        call.reply().move(id);
        keep(closing, new Kept(closing.routing, call, null));
        return true;
      }
    }
    return false;
  }

  private void keep(Closing closing, Kept kept) {
    if (closing.over) {
      send(kept);
    } else {
      closing.kept.add(kept);
    }
  }

  private void send(Kept kept) {
    if (kept.write == null) {
      finish.accept(kept.call);
    } else if (!forwarded.isEmpty() || !forward(kept, kept.write)) {
      forwarded.add(kept);
    }
  }

  /** Sends what a full log did not take, and says what is fed; returns how much. */
  int poll() {
    int count = 0;
    if (!awaited.isEmpty()) {
      awaited.removeIf(this::isOver);
    }
    while (!forwarded.isEmpty()) {
      Kept next = forwarded.peekFirst();
      if (next.write != null && !forward(next, next.write)) {
        break;
      }
      forwarded.removeFirst();
      count++;
    }
    return count;
  }

  /** Tells whoever waits, if there is now what it waits for. */
  private boolean isOver(Awaited each) {
    Partition partition = partitions.get(each.partition);
    if (partition == null || partition.gate() != Gate.CLOSED) {
      return false;
    }
    if (each.end == NOT_CLOSED) {
      each.end = partition.head();
    }
    return feeds.isFed(each.partition, each.target, each.end) && each.done.complete(true);
  }

  /** Whether something waits that nobody will wake the worker for. */
  boolean mustRetry() {
    return !forwarded.isEmpty();
  }

  /** Gives a write to the partition that has its item; false when its log is full. */
  private boolean forward(Kept kept, byte[] write) {
    buffer.wrap(write);
    view.wrap(buffer, 0);
    Route route = kept.routing.current().route(buffer.getLong(view.keyOffset(), BIG_ENDIAN));
    buffer.putLong(CommandDescriptor.PARTITION_OFFSET, route.partition(), LITTLE_ENDIAN);
    switch (route.offer(buffer, 0, write.length)) {
      case ACCEPTED -> {}
      case FULL -> {
        return false;
      }
      case NO_ROOM -> refuse.accept(kept.call, Partition.NO_ROOM);
      case TOO_LARGE, NOT_LEADER, FAILED -> refuse.accept(kept.call, Partition.FAILED);
    }
    return true;
  }
}
