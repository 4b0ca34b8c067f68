package dev.stator.core.engine;

import dev.stator.core.backup.Snapshot;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableStatus;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills tables that are being restored, one after the other on a thread of its own, and waits until
 * their indexes have everything. What a table is restored from stays until it is active, so a crash
 * begins the filling anew. Called by the control thread.
 */
final class Restores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Restores.class);
  private static final long CLOSE_TIMEOUT_S = 30;
  private static final long FED_INTERVAL_MS = 10;

  /** After a log took nothing, as when the disk is full. */
  private static final long RETRY_MS = 5000;

  private final Storage storage;
  private final Backups backups;
  private final TaskSnapshots snapshots;
  private final ScheduledExecutorService control;
  private final RestoreRun run;
  private final ExecutorService thread;
  private volatile boolean closed;

  /**
   * @param snapshots has those of tables that are restored to a point in time, by the ids of the
   *     tables that are restored
   * @param control runs tasks on the control thread
   */
  Restores(
      Storage storage,
      Backups backups,
      TaskSnapshots snapshots,
      ScheduledExecutorService control,
      RestoreSource source) {
    this.storage = storage;
    this.backups = backups;
    this.snapshots = snapshots;
    this.control = control;
    this.thread = storage.threads().background("stator-restore");
    this.run = new RestoreRun(source, storage.threads(), storage.openTurn(), () -> closed);
  }

  /** What the commands of a restore are made with. */
  record RestoreSource(Mailboxes mailboxes, EpochMicroClock clock) {}

  /** Told what became of a table whose restore has ended; the control thread. */
  interface Ending {
    /**
     * It has everything, or what it is restored from is damaged.
     *
     * @param complete whether it has everything
     */
    void ended(String table, boolean complete);
  }

  /** The snapshots that the tables are being restored from. */
  static Set<String> needed(Collection<CatalogEntry> entries) {
    Set<String> needed = new HashSet<>();
    entries.stream()
        .filter(Restores::isUnderWay)
        .forEach(entry -> needed.add(entry.definition().id()));
    return needed;
  }

  private static boolean isUnderWay(CatalogEntry entry) {
    return entry.definition().restored() != null
        && entry.definition().status() == TableStatus.CREATING;
  }

  /** Whether one of the tables is being restored from the backup. */
  static boolean isReading(String backup, Collection<CatalogEntry> entries) {
    for (CatalogEntry entry : entries) {
      RestoredFrom from = entry.definition().restored();
      if (from != null && isUnderWay(entry) && backup.equals(from.backup())) {
        return true;
      }
    }
    return false;
  }

  /** Fills a table that is being created. */
  void start(CatalogEntry entry, Table table, Ending ending) {
    LOG.info("restoring table {}", entry.definition().name());
    var _ =
        CompletableFuture.supplyAsync(() -> fill(entry, table), thread)
            .handleAsync(
                (outcome, failure) -> {
                  filled(entry, table, outcome, failure, ending);
                  return true;
                },
                control)
            .whenComplete((done, e) -> logFailure(entry, e));
  }

  private RestoreRun.Outcome fill(CatalogEntry entry, Table table) {
    RestoredFrom from = entry.definition().restored();
    if (closed || from == null) {
      return RestoreRun.Outcome.STOPPED;
    }
    if (from.backup() != null) {
      return run.restore(backups.open(from.backup()), Snapshot.ALL, table);
    }
    long untilMicros = TimeUnit.MILLISECONDS.toMicros(from.timeMs());
    return run.restore(snapshots.open(entry.definition().id()), untilMicros, table);
  }

  private void filled(
      CatalogEntry entry,
      Table table,
      RestoreRun.@Nullable Outcome outcome,
      @Nullable Throwable failure,
      Ending ending) {
    String name = entry.definition().name();
    if (failure instanceof CompletionException && failure.getCause() instanceof StorageException) {
      LOG.error("table {} cannot be restored and is removed", name, failure.getCause());
      ending.ended(name, false);
      snapshots.release(entry.definition().id());
    } else if (outcome == RestoreRun.Outcome.DONE) {
      awaitFed(entry, storage.durableHeads(entry.partitions()), ending);
    } else if (outcome == RestoreRun.Outcome.REFUSED) {
      LOG.warn("the restore of table {} begins anew in a while", name);
      var _ = control.schedule(() -> start(entry, table, ending), RETRY_MS, TimeUnit.MILLISECONDS);
    } else if (failure != null) {
      logFailure(entry, failure);
    }
  }

  /** Waits until the indexes have everything below these heads. */
  private void awaitFed(CatalogEntry entry, Map<Long, Long> heads, Ending ending) {
    List<CompletableFuture<Boolean>> fed = new ArrayList<>();
    for (Route route : storage.routes(entry.partitions())) {
      long head = Objects.requireNonNull(heads.get(route.partition()));
      fed.add(route.worker().call(() -> route.worker().areFed(route.partition(), head)));
    }
    Consumer<Boolean> answer =
        all -> {
          if (all) {
            ending.ended(entry.definition().name(), true);
            snapshots.release(entry.definition().id());
          } else {
            var _ =
                control.schedule(
                    () -> awaitFed(entry, heads, ending), FED_INTERVAL_MS, TimeUnit.MILLISECONDS);
          }
        };
    var _ =
        CompletableFuture.allOf(fed.toArray(CompletableFuture[]::new))
            .thenApply(nothing -> fed.stream().allMatch(CompletableFuture::join))
            .thenAcceptAsync(answer, control)
            .whenComplete((done, e) -> logFailure(entry, e));
  }

  private void logFailure(CatalogEntry entry, @Nullable Throwable e) {
    if (e != null && !closed) {
      String name = entry.definition().name();
      LOG.error("the restore of table {} stopped; it goes on at the next start", name, e);
    }
  }

  /** Waits for the filling under way to stop; it goes on at the next opening. */
  @Override
  public void close() {
    closed = true;
    run.wake();
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("a restore did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
