package dev.stator.core.engine;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommandLogMetrics;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.WorkerGauges;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What an engine has done and has at the moment, for whoever watches it. Workers count for
 * themselves and pay nothing for being watched; looking costs each of them a short task. Any
 * thread.
 *
 * <p>What is counted at the admission of requests belongs here too, when there is such a thing.
 */
public final class EngineStatistics {
  private static final int DIGITS = 2;

  private final List<Watched> watched = new ArrayList<>();
  private final Supplier<Collection<Route>> routes;
  private final Supplier<Collection<Table>> tables;
  private final Histogram closedNs;

  /** A worker and its histograms since it was opened: its log tells those since the last look. */
  private static final class Watched {
    private final PartitionWorker worker;
    private final Histogram forceNs = new Histogram(DIGITS);
    private final Histogram batchCommands = new Histogram(DIGITS);

    Watched(PartitionWorker worker) {
      this.worker = worker;
    }
  }

  /**
   * One worker.
   *
   * @param ringBytes commands that wait to be written
   * @param journal null before it takes commands
   * @param commandsNs how long it took to apply what was committed, mostly one batch
   * @param compactionNs how long slices of compaction took
   * @param gauges null when the worker did not tell in time
   */
  public record WorkerStatistics(
      String name,
      long ringBytes,
      @Nullable JournalStatistics journal,
      Histogram commandsNs,
      Histogram compactionNs,
      @Nullable WorkerGauges gauges) {}

  /**
   * The log of a worker since it was opened.
   *
   * @param batchCommands how many commands batches had
   * @param forceNs how long forces took
   */
  public record JournalStatistics(
      long batches,
      long commands,
      long bytes,
      long forces,
      boolean failed,
      Histogram batchCommands,
      Histogram forceNs) {}

  EngineStatistics(
      Collection<PartitionWorker> workers,
      Supplier<Collection<Route>> routes,
      Supplier<Collection<Table>> tables,
      Histogram closedNs) {
    this.closedNs = closedNs;
    workers.forEach(worker -> watched.add(new Watched(worker)));
    this.routes = routes;
    this.tables = tables;
  }

  /** The names of the tables of partitions that have items of tables, by the ids of these. */
  public Map<Long, String> tablesOfPartitions() {
    Map<Long, String> names = new HashMap<>();
    for (Table table : tables.get()) {
      Routes routes = table.routes(null);
      for (int i = 0; i < routes.size(); i++) {
        names.put(routes.get(i).partition(), table.definition().name());
      }
    }
    return names;
  }

  /** All workers, the catalog's too; waits for them for so long at most. */
  public synchronized List<WorkerStatistics> workers(long timeoutMs) {
    List<CompletableFuture<WorkerGauges>> asked =
        watched.stream().map(each -> each.worker.gauges()).toList();
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    List<WorkerStatistics> all = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      all.add(look(watched.get(i), await(asked.get(i), deadlineNs)));
    }
    return all;
  }

  private static @Nullable WorkerGauges await(
      CompletableFuture<WorkerGauges> gauges, long deadlineNs) {
    try {
      return gauges.get(Math.max(0, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException unknown) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private static WorkerStatistics look(Watched each, @Nullable WorkerGauges gauges) {
    CommandLog log = each.worker.log();
    return new WorkerStatistics(
        each.worker.roleName(),
        log == null ? 0 : log.waitingBytes(),
        log == null ? null : look(each, log),
        each.worker.sliceTimes().commands(),
        each.worker.sliceTimes().compaction(),
        gauges);
  }

  private static JournalStatistics look(Watched each, CommandLog log) {
    CommandLogMetrics metrics = log.metrics();
    each.forceNs.add(metrics.takeForceNs());
    each.batchCommands.add(metrics.takeBatchCommands());
    return new JournalStatistics(
        metrics.batches(),
        metrics.commands(),
        metrics.bytes(),
        metrics.forces(),
        log.hasFailed(),
        each.batchCommands.copy(),
        each.forceNs.copy());
  }

  /** How long partitions that were split took no changes, nanoseconds. */
  public Histogram closedNs() {
    return closedNs.copy();
  }

  /** How many partitions are in each condition. */
  public Map<PartitionCondition, Integer> partitions() {
    Map<PartitionCondition, Integer> counts = new EnumMap<>(PartitionCondition.class);
    for (PartitionCondition condition : PartitionCondition.values()) {
      counts.put(condition, 0);
    }
    routes.get().forEach(route -> counts.merge(route.state().condition(), 1, Integer::sum));
    return counts;
  }

  /** Whether every log takes commands and every partition carries out writes. */
  public boolean isWritable() {
    for (Watched each : watched) {
      CommandLog log = each.worker.log();
      if (log == null || log.hasFailed()) {
        return false;
      }
    }
    return routes.get().stream()
        .allMatch(route -> route.state().condition() == PartitionCondition.WRITABLE);
  }
}
