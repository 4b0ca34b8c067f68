package dev.stator.core.engine;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.TableOptions;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the past of tables with point-in-time recovery: their emptied segments, as long as a
 * restore may ask for them. Used by the control thread.
 */
final class TableHistory {
  private static final Logger LOG = LoggerFactory.getLogger(TableHistory.class);

  private final Storage storage;
  private final EpochMicroClock clock;

  TableHistory(Storage storage, EpochMicroClock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /** Goes on for the tables that were found; before the workers run. */
  void recover(Collection<CatalogEntry> entries) {
    Set<Long> kept = new HashSet<>();
    for (CatalogEntry entry : entries) {
      if (isKept(entry)) {
        kept.addAll(entry.partitions());
        storage.archiveRecovered(entry.partitions());
      }
    }
    storage.deleteOtherArchives(kept);
  }

  /**
   * The options of a table whose past is to be told for so many days back, from now on if it could
   * not be before; 0: not any more. {@link #end} follows when they are stored.
   */
  TableOptions begin(CatalogEntry table, int days) {
    TableOptions options = table.definition().options();
    if (days == 0) {
      return options.withRecovery(PointInTimeRecovery.OFF);
    }
    if (isKept(table)) {
      return options.withRecovery(options.recovery().withDays(days, nowMs()));
    }
    storage.archive(table.partitions());
    return options.withRecovery(new PointInTimeRecovery(nowMs(), days));
  }

  /** Drops what the table, whose options are stored, needs no more. */
  void end(CatalogEntry before, CatalogEntry after) {
    if (isKept(before) && !isKept(after)) {
      storage.dropArchives(after.partitions());
    } else if (isKept(after)) {
      dropOld(after);
    }
  }

  /** Drops the past of a table that is gone. */
  void forget(CatalogEntry entry) {
    if (isKept(entry)) {
      storage.dropArchives(entry.partitions());
    }
  }

  /** Drops what is older than the tables can be restored to. */
  void sweep(Collection<CatalogEntry> entries) {
    entries.stream().filter(TableHistory::isKept).forEach(this::dropOld);
  }

  private void dropOld(CatalogEntry entry) {
    long earliestMs = entry.definition().options().recovery().earliestMs(nowMs());
    for (long id : entry.partitions()) {
      SegmentArchive archive = storage.archiveOf(id);
      if (archive != null) {
        try {
          archive.dropBefore(TimeUnit.MILLISECONDS.toMicros(earliestMs));
        } catch (StorageException e) {
          LOG.warn("segments that tell too old a past stay for now", e);
        }
      }
    }
  }

  /**
   * Refuses a time that the table cannot be restored to.
   *
   * @throws RequestException saying why
   */
  void check(CatalogEntry entry, long timeMs) {
    PointInTimeRecovery recovery = entry.definition().options().recovery();
    if (!recovery.isEnabled()) {
      throw new RequestException(
          ErrorCode.POINT_IN_TIME_RECOVERY_UNAVAILABLE,
          "Point in time recovery is not enabled for table '" + entry.name() + "'");
    }
    long nowMs = nowMs();
    if (timeMs < recovery.earliestMs(nowMs) || timeMs > recovery.latestMs(nowMs)) {
      throw new RequestException(
          ErrorCode.INVALID_RESTORE_TIME,
          "An invalid restore time was specified. RestoreDateTime must be between"
              + " EarliestRestorableDateTime and LatestRestorableDateTime.");
    }
  }

  static boolean isKept(CatalogEntry entry) {
    return entry.definition().options().recovery().isEnabled();
  }

  private long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(clock.microTime());
  }
}
