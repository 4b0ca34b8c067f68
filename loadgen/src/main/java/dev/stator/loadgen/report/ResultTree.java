package dev.stator.loadgen.report;

import dev.stator.loadgen.judge.Objective;
import dev.stator.loadgen.measure.Counter;
import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.measure.OperationCounts;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.run.WorkloadSettings;
import dev.stator.loadgen.workload.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The result of a run as it is written to result.json. */
public final class ResultTree {
  /** Changes when a reader of older results would read newer ones wrongly. */
  public static final String SCHEMA = "stator-loadgen-result/1";

  private static final double MILLI = 1e3;

  private ResultTree() {}

  public static Map<String, Object> of(RunReport report) {
    Interval total = report.measured().total();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", SCHEMA);
    tree.put("startedAt", report.startedAt().toString());
    tree.put("command", report.command());
    tree.put("status", report.status().toString());
    tree.put("faults", report.faults());
    tree.put("objective", objective(report));
    tree.put("environment", Environment.tree());
    tree.put("client", client(report));
    tree.put("workload", workload(report.workload()));
    tree.put("pace", pace(report.pace()));
    tree.put("total", total(report));
    tree.put("operations", operations(total));
    tree.put("errors", total.errors());
    tree.put("units", units(total));
    tree.put("hottestKey", hottestKey(report.measured()));
    tree.put("honesty", Honesty.tree(total));
    tree.put("calibration", report.calibration());
    PhaseResult verified = report.verified();
    if (verified != null) {
      tree.put("verification", verification(verified));
    }
    tree.put("seconds", report.measured().intervals().stream().map(ResultTree::second).toList());
    return tree;
  }

  private static Map<String, Object> objective(RunReport report) {
    Map<String, Object> tree = new LinkedHashMap<>();
    Objective objective = report.objective();
    if (objective != null) {
      tree.put("text", objective.toString());
      tree.put("holds", objective.holds(report.measured().total()));
      tree.put(
          "terms",
          objective.judge(report.measured().total()).stream()
              .map(
                  finding ->
                      Map.of(
                          "term", finding.term(),
                          "actual", finding.actual(),
                          "holds", finding.holds()))
              .toList());
    }
    return tree;
  }

  private static Map<String, Object> client(RunReport report) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("endpoint", report.client().endpoint().url());
    tree.put("region", report.client().region());
    tree.put("threads", report.client().threads());
    tree.put("connections", report.client().connections());
    tree.put("maxInFlight", report.client().maxInFlight());
    tree.put("timeoutMs", report.client().timeout().toMillis());
    tree.put("signed", report.client().signed());
    return tree;
  }

  private static Map<String, Object> workload(WorkloadSettings workload) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", workload.name());
    tree.put("mix", workload.mix().toString());
    tree.put("keys", workload.keys().toString());
    tree.put("table", workload.layout().table());
    tree.put("itemsPerKey", workload.layout().group());
    tree.put("globalIndex", workload.layout().globalIndex());
    tree.put("localIndex", workload.layout().localIndex());
    tree.put("fields", workload.layout().fields());
    tree.put("itemSize", workload.layout().sizes().toString());
    tree.put("meanItemBytes", workload.layout().sizes().mean());
    tree.put("items", workload.items());
    tree.put("seed", workload.seed());
    return tree;
  }

  private static Map<String, Object> pace(PaceSettings pace) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("loop", pace.rate() == null ? "closed" : "open");
    tree.put("rate", pace.rate() == null ? "" : pace.rate().toString());
    tree.put("arrivals", pace.poisson() ? "poisson" : "constant");
    tree.put("warmUpMs", pace.warmUp().toMillis());
    tree.put("durationMs", pace.duration().toMillis());
    return tree;
  }

  private static Map<String, Object> total(RunReport report) {
    Interval total = report.measured().total();
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("seconds", total.seconds());
    tree.put("scheduled", total.count(Counter.SCHEDULED));
    tree.put("ok", total.succeeded());
    tree.put("failed", total.failed());
    tree.put("dropped", total.count(Counter.DROPPED));
    tree.put("okPerSecond", report.measured().throughput());
    tree.put("sentBytes", total.count(Counter.SENT_BYTES));
    tree.put("receivedBytes", total.count(Counter.RECEIVED_BYTES));
    tree.put("reconnects", total.count(Counter.RECONNECTS));
    tree.put("response", Percentiles.tree(total.response()));
    tree.put("service", Percentiles.tree(total.service()));
    return tree;
  }

  private static Map<String, Object> operations(Interval total) {
    Map<String, Object> tree = new LinkedHashMap<>();
    total.operations().forEach((type, counts) -> tree.put(type.label(), operation(counts)));
    return tree;
  }

  private static Map<String, Object> operation(OperationCounts counts) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Outcome outcome : Outcome.values()) {
      tree.put(outcome.label(), counts.of(outcome));
    }
    tree.put("response", Percentiles.tree(counts.response()));
    tree.put("service", Percentiles.tree(counts.service()));
    tree.put("responseCurve", curve(Percentiles.curve(counts.response())));
    tree.put("serviceCurve", curve(Percentiles.curve(counts.service())));
    return tree;
  }

  private static List<List<Double>> curve(double[][] points) {
    return List.of(
        java.util.Arrays.stream(points[0]).boxed().toList(),
        java.util.Arrays.stream(points[1]).boxed().toList());
  }

  private static Map<String, Object> units(Interval total) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("read", total.count(Counter.READ_MILLI_UNITS) / MILLI);
    tree.put("write", total.count(Counter.WRITE_MILLI_UNITS) / MILLI);
    tree.put("indexWrite", total.count(Counter.INDEX_WRITE_MILLI_UNITS) / MILLI);
    tree.put("consumed", total.count(Counter.CONSUMED_MILLI_UNITS) / MILLI);
    return tree;
  }

  private static Map<String, Object> hottestKey(PhaseResult measured) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("item", measured.hotKeys().hottest());
    tree.put("share", measured.hotKeys().hottestShare());
    return tree;
  }

  private static Map<String, Object> verification(PhaseResult verified) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("whole", verified.total().succeeded());
    tree.put("wrong", verified.total().failed());
    tree.put("errors", verified.total().errors());
    return tree;
  }

  private static Map<String, Object> second(Interval interval) {
    double seconds = Math.max(interval.seconds(), 1e-9);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("fromSeconds", interval.startNs() / 1e9);
    tree.put("seconds", interval.seconds());
    tree.put("scheduled", interval.count(Counter.SCHEDULED) / seconds);
    tree.put("ok", interval.succeeded() / seconds);
    tree.put("failed", interval.failed() / seconds);
    tree.put("dropped", interval.count(Counter.DROPPED) / seconds);
    tree.put("p50Ms", Percentiles.milliseconds(interval.response(), 50));
    tree.put("p99Ms", Percentiles.milliseconds(interval.response(), 99));
    tree.put("p99.9Ms", Percentiles.milliseconds(interval.response(), 99.9));
    tree.put("serviceP99Ms", Percentiles.milliseconds(interval.service(), 99));
    tree.put("readUnits", interval.count(Counter.READ_MILLI_UNITS) / MILLI / seconds);
    tree.put("writeUnits", interval.count(Counter.WRITE_MILLI_UNITS) / MILLI / seconds);
    tree.put("indexWriteUnits", interval.count(Counter.INDEX_WRITE_MILLI_UNITS) / MILLI / seconds);
    tree.put("consumedUnits", interval.count(Counter.CONSUMED_MILLI_UNITS) / MILLI / seconds);
    tree.put("errors", interval.errors());
    tree.put("scheduleLagP99Ms", Percentiles.milliseconds(interval.scheduleLag(), 99));
    tree.put("clientCores", interval.client().cores());
    tree.put("busiestLoop", interval.client().loopBusy());
    return tree;
  }
}
