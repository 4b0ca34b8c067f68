package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.index.PageArena;
import dev.stator.core.partition.Partition;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.summary.SummaryFiles;
import dev.stator.core.worker.Route;
import java.util.Collection;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all full segments and their summaries, and then backups and archives, again and again,
 * slowly and beside the workers, to find damage before a reader does. It gives way to clients
 * within a segment, too. Each damage is reported in the log with its file and position.
 */
final class Scrub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);

  private final Supplier<Collection<Route>> partitions;
  private final SnapshotScrub snapshots;
  private final Turn turn;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().name("stator-scrub").daemon().unstarted(task));
  private long partition;
  private int segment;
  private boolean inSnapshots;
  private volatile boolean closed;
  private final AtomicLong checked = new AtomicLong();

  /**
   * @param partitions all that are open
   * @param turn in which it reads, that of the snapshots, too
   * @param pauseMs between two segments
   */
  Scrub(Supplier<Collection<Route>> partitions, SnapshotScrub snapshots, Turn turn, long pauseMs) {
    this.partitions = partitions;
    this.snapshots = snapshots;
    this.turn = turn;
    var _ = thread.scheduleWithFixedDelay(this::checkNext, pauseMs, pauseMs, TimeUnit.MILLISECONDS);
  }

  /** Segments checked so far. */
  long checked() {
    return checked.get();
  }

  private void checkNext() {
    try {
      if (inSnapshots) {
        inSnapshots = snapshots.checkNext();
        checked.addAndGet(inSnapshots ? 1 : 0);
        return;
      }
      Target next = next();
      if (next == null) {
        snapshots.begin();
        inSnapshots = true;
      } else if (!closed) {
        check(next);
      }
    } catch (RuntimeException e) {
      LOG.warn("the scrub goes on with the next segment", e);
    }
  }

  /** One segment, as its worker described it. */
  private record Target(Route route, SummaryFiles summaries, SealedSegment segment) {}

  /** The next segment in the order of partitions and numbers; from the first after the last. */
  private @Nullable Target next() {
    TreeMap<Long, Route> all = new TreeMap<>();
    partitions.get().forEach(route -> all.put(route.partition(), route));
    for (Route route : all.tailMap(partition, true).values()) {
      int after = route.partition() == partition ? segment : 0;
      Target found = ask(route, () -> firstBehind(route, after));
      if (found != null) {
        partition = route.partition();
        segment = found.segment().number();
        return found;
      }
    }
    partition = 0;
    segment = 0;
    return null;
  }

  private static @Nullable Target firstBehind(Route route, int after) {
    Partition open = route.worker().partition(route.partition());
    if (open != null) {
      for (SealedSegment full : open.log().sealed()) {
        if (full.number() > after && !full.isEmptied()) {
          return new Target(route, open.summaries(), full);
        }
      }
    }
    return null;
  }

  private static <T extends @Nullable Object> T ask(Route route, Supplier<T> question) {
    return route.worker().call(question).orTimeout(1, TimeUnit.MINUTES).join();
  }

  private void check(Target target) {
    turn.begin();
    SealedSegment full = target.segment();
    try (PageArena arena = new PageArena()) {
      target.summaries().check(full.number(), full.end(), arena, turn::read);
    } catch (StorageException e) {
      if (isThere(target)) {
        LOG.error("damage found by the scrub: {}", e.getMessage());
      }
    }
    checked.incrementAndGet();
  }

  /** Whether the segment has not been removed meanwhile, which is no damage. */
  private static boolean isThere(Target target) {
    Route route = target.route();
    int number = target.segment().number();
    return ask(
        route,
        () -> {
          Partition open = route.worker().partition(route.partition());
          return open != null && open.log().isOpen(number);
        });
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
  }
}
