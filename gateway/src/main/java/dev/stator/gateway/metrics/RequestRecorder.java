package dev.stator.gateway.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one event loop. A request costs some nanoseconds and allocates nothing.
 */
public final class RequestRecorder {
  private final TableSlots tables;
  private final int operations;
  private final StreamLags lags;
  private final AtomicReferenceArray<@Nullable RequestCounts> counts;

  RequestRecorder(TableSlots tables, int operations, StreamLags lags) {
    this.tables = tables;
    this.operations = operations;
    this.lags = lags;
    this.counts = new AtomicReferenceArray<>(tables.count() * operations);
  }

  /**
   * Counts a request; the event loop only.
   *
   * @param operation its place among the names that {@link RequestMetrics} was given, or {@link
   *     #noOperation}
   * @param table null when the request names none that there is
   */
  public void record(int operation, @Nullable String table, Outcome outcome, long ns) {
    RequestCounts target = target(operation, table);
    if (outcome == Outcome.SUCCESS) {
      target.success(ns);
    } else {
      target.failure(outcome);
    }
  }

  /** A Query or Scan gave so many items, or a GetRecords so many records of so many bytes. */
  public void returned(int operation, @Nullable String table, long items, long bytes) {
    target(operation, table).returned(items, bytes);
  }

  /** A GetRecords left its reader so far behind the changes of a stream; see {@link StreamLags}. */
  public void isBehind(String table, String label, long ageMs, long unreadBytes) {
    lags.read(table, label, ageMs, unreadBytes);
  }

  /** A transaction was cancelled, since so many of its parts failed. */
  public void canceled(int operation, @Nullable String table, int conflicts, int failedConditions) {
    target(operation, table).canceled(conflicts, failedConditions);
  }

  /** Stands for the operation of a request that names none. */
  public int noOperation() {
    return operations - 1;
  }

  private RequestCounts target(int operation, @Nullable String table) {
    int place = tables.of(table) * operations + operation;
    RequestCounts target = counts.getPlain(place);
    if (target == null) {
      target = new RequestCounts();
      counts.setRelease(place, target);
    }
    return target;
  }

  /** What it has counted, null for nothing; any thread. */
  @Nullable RequestCounts counts(int table, int operation) {
    return counts.getAcquire(table * operations + operation);
  }
}
