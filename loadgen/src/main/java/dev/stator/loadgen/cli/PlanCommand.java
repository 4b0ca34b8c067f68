package dev.stator.loadgen.cli;

import dev.stator.loadgen.analysis.CapacityPlan;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.Json;
import dev.stator.loadgen.report.ResultDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plan}: the capacity that the traffic of a result needs. */
@Command(
    name = "plan",
    description =
        "Says what the traffic of a result needs: capacity units and partitions on DynamoDB;"
            + " memory, disk and nodes on Stator.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PlanCommand implements Callable<Integer> {
  private static final double MEGA = 1e6;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "A directory of results, or its result.json.")
  private Path result;

  @Option(names = "--items", description = "For so many items (default: those of the result).")
  private @Nullable Long items;

  @Option(
      names = "--rate",
      description = "For so many calls per second (default: those of the result).")
  private @Nullable Double rate;

  @Option(
      names = "--node-rate",
      defaultValue = "0",
      description = "Calls per second that one node of Stator sustains, as find-max found.")
  private double nodeRate;

  @Option(
      names = "--memory-per-item",
      defaultValue = "64",
      description = "Bytes of the index of Stator for an item (default: ${DEFAULT-VALUE}).")
  private double memoryPerItem;

  @Option(
      names = "--disk-per-item",
      defaultValue = "64",
      description = "Bytes on disk beyond an item itself (default: ${DEFAULT-VALUE}).")
  private double diskPerItem;

  @Option(
      names = "--disk-factor",
      defaultValue = "2",
      description = "Disk for what is live, so that compaction has room (${DEFAULT-VALUE}).")
  private double diskFactor;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> tree = new ResultDirectory(result).readResult();
    double measured = number(tree, "total", "okPerSecond");
    double calls = rate == null ? measured : rate;
    long planned = items == null ? (long) number(tree, "workload", "items") : items;
    CapacityPlan plan =
        CapacityPlan.of(
            tree,
            planned,
            measured == 0 ? 1 : calls / measured,
            new CapacityPlan.StatorSizes(memoryPerItem, diskPerItem, diskFactor, nodeRate));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(plan.tree(calls)));
    } else {
      print(out, plan, calls);
    }
    out.flush();
    return ExitCode.PASS;
  }

  private static void print(PrintWriter out, CapacityPlan plan, double calls) {
    out.printf(Locale.ROOT, "for %.0f calls per second, %d items%n", calls, plan.items());
    out.printf("%-24s %10s %10s %12s%n", "units per second", "mean", "p99", "provision");
    need(out, "read, table", plan.read());
    need(out, "write, table", plan.write());
    need(out, "write, global index", plan.indexWrite());
    out.printf(
        Locale.ROOT,
        "partitions of the table: %d, for traffic and %.1f MB of items%n",
        plan.partitions(),
        plan.bytes() / MEGA);
    out.printf(
        Locale.ROOT,
        "hottest item: %.2f %% of the calls, %.0f %% of what one partition serves: %s%n",
        100 * plan.hottestShare(),
        100 * plan.hottestLoad(),
        plan.splitHelps()
            ? "splitting helps"
            : "splitting does not help, the item itself is too hot");
    out.printf(
        Locale.ROOT,
        "on Stator: %.1f MB of memory for the index, %.1f MB of disk%s%n",
        plan.memoryBytes() / MEGA,
        plan.diskBytes() / MEGA,
        plan.nodes(calls) == 0 ? "" : ", " + plan.nodes(calls) + " nodes before copies");
  }

  private static void need(PrintWriter out, String name, CapacityPlan.Need need) {
    out.printf(
        Locale.ROOT,
        "%-24s %10.1f %10.1f %12.0f%n",
        name,
        need.mean(),
        need.peak(),
        need.provisioned());
  }

  private static double number(Map<String, Object> tree, String part, String name) {
    return tree.get(part) instanceof Map<?, ?> map && map.get(name) instanceof Number number
        ? number.doubleValue()
        : 0;
  }
}
