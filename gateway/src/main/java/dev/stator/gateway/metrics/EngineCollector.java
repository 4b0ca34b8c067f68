package dev.stator.gateway.metrics;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineStatistics.JournalStatistics;
import dev.stator.core.engine.EngineStatistics.WorkerStatistics;
import dev.stator.core.worker.FeedLag;
import dev.stator.core.worker.WorkerGauges;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What the workers of the engine have done and have: rings, logs, partitions, feeds. */
final class EngineCollector implements MultiCollector {
  /** Workers that do not answer so long are left out, and are in {@code stator_worker_answers}. */
  private static final long TIMEOUT_MS = 1_000;

  private static final double NS_PER_S = 1e9;
  private static final double MICROS_PER_MS = 1e3;
  private static final double[] TIMES_S = {
    0.00001, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
    0.5, 1, 2.5
  };
  private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096};

  private final Engine engine;
  private final int maxTables;

  EngineCollector(Engine engine, int maxTables) {
    this.engine = engine;
    this.maxTables = maxTables;
  }

  @Override
  public MetricSnapshots collect() {
    Families families = new Families();
    Map<Long, String> tables = engine.statistics().tablesOfPartitions();
    Map<String, Long> expired = new TreeMap<>();
    Map<Labels, FeedLag> feeds = new HashMap<>();
    for (WorkerStatistics worker : engine.statistics().workers(TIMEOUT_MS)) {
      worker(families, worker);
      WorkerGauges gauges = worker.gauges();
      if (gauges != null) {
        gauges
            .expired()
            .forEach((id, count) -> expired.merge(tables.getOrDefault(id, ""), count, Long::sum));
        gauges.feeds().forEach(feed -> slowest(feeds, tables, feed));
      }
    }
    expired.entrySet().stream().limit(maxTables).forEach(entry -> expired(families, entry));
    feeds.entrySet().stream().limit(maxTables).forEach(entry -> feed(families, entry));
    Histogram closedNs = engine.statistics().closedNs();
    families.histogram(
        "stator_split_closed_seconds",
        "Time for which a partition that was split took no writes",
        Labels.EMPTY,
        Buckets.of(closedNs, TIMES_S, NS_PER_S),
        Buckets.sum(closedNs, NS_PER_S));
    engine
        .statistics()
        .partitions()
        .forEach(
            (condition, count) ->
                families.gauge(
                    "stator_partitions",
                    "Partitions by whether they carry out writes",
                    Labels.of("condition", condition.name().toLowerCase(Locale.ROOT)),
                    count));
    return families.build();
  }

  private static void worker(Families families, WorkerStatistics worker) {
    Labels labels = Labels.of("worker", worker.name());
    families.gauge(
        "stator_ring_bytes", "Commands that wait to be written", labels, worker.ringBytes());
    families.histogram(
        "stator_apply_seconds",
        "Time to apply what was committed, mostly one batch",
        labels,
        Buckets.of(worker.commandsNs(), TIMES_S, NS_PER_S),
        Buckets.sum(worker.commandsNs(), NS_PER_S));
    families.histogram(
        "stator_compaction_slice_seconds",
        "Time for which a slice of compaction held a worker up",
        labels,
        Buckets.of(worker.compactionNs(), TIMES_S, NS_PER_S),
        Buckets.sum(worker.compactionNs(), NS_PER_S));
    if (worker.journal() != null) {
      journal(families, labels, worker.journal());
    }
    families.gauge(
        "stator_worker_answers",
        "1 when the worker told what it has within a second",
        labels,
        worker.gauges() == null ? 0 : 1);
    if (worker.gauges() != null) {
      gauges(families, labels, worker.gauges());
    }
  }

  private static void journal(Families families, Labels labels, JournalStatistics journal) {
    families.counter(
        "stator_journal_commands", "Commands in the commit log", labels, journal.commands());
    families.counter("stator_journal_bytes", "Bytes in the commit log", labels, journal.bytes());
    families.gauge(
        "stator_journal_failed",
        "1 when the commit log failed and commits nothing any more",
        labels,
        journal.failed() ? 1 : 0);
    families.histogram(
        "stator_journal_batch_commands",
        "Commands that one force made durable",
        labels,
        Buckets.of(journal.batchCommands(), SIZES, 1),
        Buckets.sum(journal.batchCommands(), 1));
    families.histogram(
        "stator_journal_force_seconds",
        "Time of a force of the commit log",
        labels,
        Buckets.of(journal.forceNs(), TIMES_S, NS_PER_S),
        Buckets.sum(journal.forceNs(), NS_PER_S));
  }

  private static void gauges(Families families, Labels labels, WorkerGauges gauges) {
    families.gauge(
        "stator_worker_partitions", "Partitions of the worker", labels, gauges.partitions());
    families.gauge("stator_segments", "Segments", labels, gauges.disk().segments());
    families.gauge(
        "stator_segment_file_bytes", "What segments take", labels, gauges.disk().fileBytes());
    families.gauge(
        "stator_segment_record_bytes",
        "What records in segments take",
        labels,
        gauges.disk().recordBytes());
    families.gauge(
        "stator_segment_live_bytes",
        "What records take that have not been superseded; compaction wins back the rest",
        labels,
        gauges.disk().liveBytes());
    families.gauge("stator_index_bytes", "Memory for keys", labels, gauges.indexBytes());
    families.gauge("stator_index_used_bytes", "Of that, in use", labels, gauges.indexBytesInUse());
    families.gauge(
        "stator_waiting_reads", "Reads that wait for the worker", labels, gauges.waitingReads());
    families.gauge(
        "stator_waiting_commands",
        "Committed commands that wait for room on the disk",
        labels,
        gauges.waitingCommands());
    families.gauge(
        "stator_checkpoint_age_seconds",
        "Time since the last checkpoint was done",
        labels,
        (double) gauges.checkpointAgeNs() / NS_PER_S);
    families.gauge(
        "stator_checkpoint_log_bytes",
        "Commit log that a start would replay",
        labels,
        gauges.checkpointBytes());
  }

  private static void expired(Families families, Map.Entry<String, Long> entry) {
    families.counter(
        "dynamodb_time_to_live_deleted_item_count",
        "Items that were removed since their time to live was over",
        Labels.of("table", entry.getKey()),
        entry.getValue());
  }

  private static void slowest(Map<Labels, FeedLag> feeds, Map<Long, String> tables, FeedLag feed) {
    Labels labels =
        Labels.of("table", tables.getOrDefault(feed.partition(), ""), "index", feed.index());
    feeds.merge(labels, feed, (one, other) -> since(one) <= since(other) ? one : other);
  }

  private static long since(FeedLag feed) {
    return feed.oldestMicros() == 0 ? Long.MAX_VALUE : feed.oldestMicros();
  }

  private void feed(Families families, Map.Entry<Labels, FeedLag> entry) {
    FeedLag feed = entry.getValue();
    double lagMs =
        feed.oldestMicros() == 0
            ? 0
            : Math.max(0, (double) engine.nowMs() - (double) feed.oldestMicros() / MICROS_PER_MS);
    families.gauge(
        "stator_index_lag_seconds",
        "Age of the oldest change that is not in the global index, in its slowest partition",
        entry.getKey(),
        lagMs / 1e3);
    families.gauge(
        "stator_index_filling",
        "1 while the global index is being filled",
        entry.getKey(),
        feed.filling() ? 1 : 0);
  }
}
