package dev.stator.core.engine;

import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.core.model.TableDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the past of tables with point-in-time recovery: their emptied segments, and partitions that
 * were split, as long as a restore may ask for them. Used by the control thread.
 */
final class TableHistory {
  private static final Logger LOG = LoggerFactory.getLogger(TableHistory.class);

  private final Archives archives;
  private final EpochMicroClock clock;

  TableHistory(Archives archives, EpochMicroClock clock) {
    this.archives = archives;
    this.clock = clock;
  }

  /** Goes on for the tables that were found; before the workers run. */
  void recover(Collection<CatalogEntry> entries) {
    Set<Long> kept = new HashSet<>();
    for (CatalogEntry entry : entries) {
      if (isKept(entry)) {
        List<Long> told = told(entry);
        kept.addAll(told);
        List<Long> open = new ArrayList<>(told);
        open.retainAll(entry.allPartitions());
        archives.recover(open);
        told.removeAll(open);
        told.forEach(archives::open);
      }
    }
    archives.deleteOthers(kept);
  }

  /** The partitions that tell the past of a table. */
  private static List<Long> told(CatalogEntry entry) {
    List<Long> told = new ArrayList<>(entry.partitions());
    entry.map().past().forEach(split -> told.add(split.id()));
    return told;
  }

  /**
   * A table whose past is to be told for so many days back, from now on if it could not be before;
   * 0: not any more. {@link #end} follows when it is stored.
   */
  CatalogEntry begin(CatalogEntry table, int days) {
    if (days == 0) {
      return with(table, PointInTimeRecovery.OFF).withMap(table.map().withPast(List.of()));
    }
    if (isKept(table)) {
      PointInTimeRecovery recovery = table.definition().options().recovery();
      return with(table, recovery.withDays(days, nowMs()));
    }
    archives.begin(table.partitions());
    return with(table, new PointInTimeRecovery(sinceMs(table), days));
  }

  private static CatalogEntry with(CatalogEntry table, PointInTimeRecovery recovery) {
    TableDefinition definition = table.definition();
    return table.withDefinition(
        definition.withOptions(definition.options().withRecovery(recovery)));
  }

  /** Now, but not before the last split: what was split before the past begins does not tell it. */
  private long sinceMs(CatalogEntry table) {
    long since = nowMs();
    for (RetiredPartition split : table.map().retired()) {
      since = Math.max(since, TimeUnit.MICROSECONDS.toMillis(split.splitMicros()) + 1);
    }
    return since;
  }

  /** Drops what the table, whose options are stored, needs no more. */
  void end(CatalogEntry before, CatalogEntry after) {
    if (isKept(before) && !isKept(after)) {
      forget(before);
    } else if (isKept(after)) {
      dropOld(after);
    }
  }

  /** Drops the past of a table that is gone. */
  void forget(CatalogEntry entry) {
    if (isKept(entry)) {
      archives.drop(told(entry));
    }
  }

  /** Drops what is older than the tables can be restored to. */
  void sweep(Collection<CatalogEntry> entries) {
    entries.stream().filter(TableHistory::isKept).forEach(this::dropOld);
  }

  private void dropOld(CatalogEntry entry) {
    long earliestMicros = earliestMicros(entry, nowMs());
    for (long id : told(entry)) {
      SegmentArchive archive = archives.of(id);
      if (archive != null) {
        try {
          archive.dropBefore(earliestMicros);
        } catch (StorageException e) {
          LOG.warn("segments that tell too old a past stay for now", e);
        }
      }
    }
  }

  /** The earliest time that a table whose past is kept may be asked for, epoch microseconds. */
  static long earliestMicros(CatalogEntry entry, long nowMs) {
    long earliestMs = entry.definition().options().recovery().earliestMs(nowMs);
    return TimeUnit.MILLISECONDS.toMicros(earliestMs) - 1; // an export of changes since then
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
