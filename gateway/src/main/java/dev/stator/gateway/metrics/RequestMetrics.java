package dev.stator.gateway.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** What the event loops have counted of all requests. Any thread. */
public final class RequestMetrics {
  private final List<String> operations;
  private final TableSlots tables;
  private final StreamLags lags =
      new StreamLags(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  private final List<RequestRecorder> recorders = new CopyOnWriteArrayList<>();

  /**
   * @param operations the names of all operations
   * @param maxTables of how many tables requests are counted apart
   */
  public RequestMetrics(List<String> operations, int maxTables) {
    this.operations = new ArrayList<>(operations);
    this.operations.add(""); // of requests that name none
    this.tables = new TableSlots(maxTables);
  }

  /** A recorder for one more event loop. */
  public RequestRecorder newRecorder() {
    RequestRecorder recorder = new RequestRecorder(tables, operations.size(), lags);
    recorders.add(recorder);
    return recorder;
  }

  /** How far readers of streams are behind. */
  StreamLags lags() {
    return lags;
  }

  /** Takes what was counted of one operation on one table. */
  interface Visitor {
    void visit(String table, String operation, RequestCounts counts);
  }

  /** Passes on all that was counted, of all event loops together. */
  void visit(Visitor visitor) {
    for (int table = 0; table < tables.count(); table++) {
      for (int operation = 0; operation < operations.size(); operation++) {
        RequestCounts sum = null;
        for (RequestRecorder recorder : recorders) {
          RequestCounts counts = recorder.counts(table, operation);
          if (counts != null) {
            sum = sum == null ? new RequestCounts() : sum;
            sum.add(counts);
          }
        }
        if (sum != null) {
          visitor.visit(tables.name(table), operations.get(operation), sum);
        }
      }
    }
  }
}
