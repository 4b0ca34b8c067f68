package dev.stator.loadgen.cli;

import dev.stator.loadgen.analysis.Comparison;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.ResultDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare A B}: what changed from one result to another. */
@Command(
    name = "compare",
    description =
        "Compares two results of the same workload. Ends with 1 when a figure became worse by more"
            + " than the threshold with a confidence of 95 %%, with 3 when one of them is INVALID,"
            + " with 5 when nothing can be said.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(index = "0", description = "A directory of results, or its result.json.")
  private Path before;

  @Parameters(index = "1", description = "Another one.")
  private Path after;

  @Option(
      names = "--threshold",
      defaultValue = "0.05",
      description = "The relative difference that matters (default: ${DEFAULT-VALUE}).")
  private double threshold;

  @Override
  public Integer call() throws IOException {
    Map<String, Object> a = new ResultDirectory(before).readResult();
    Map<String, Object> b = new ResultDirectory(after).readResult();
    List<Comparison.Row> rows = Comparison.of(a, b, threshold);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%-10s %12s %12s %9s %22s%n",
        "figure", "before", "after", "change", "with 95 % confidence");
    for (Comparison.Row row : rows) {
      out.printf(
          Locale.ROOT,
          "%-10s %12.3f %12.3f %+8.1f%% %+10.1f%% to %+6.1f%%  %s%n",
          row.figure(),
          row.before(),
          row.after(),
          100 * row.difference(),
          100 * row.low(),
          100 * row.high(),
          row.change());
    }
    out.flush();
    return exitCode(a, b, rows, out);
  }

  private static int exitCode(
      Map<String, Object> a, Map<String, Object> b, List<Comparison.Row> rows, PrintWriter out) {
    if ("INVALID".equals(a.get("status")) || "INVALID".equals(b.get("status"))) {
      out.println("INVALID: in one of them the client was the bottleneck");
      out.flush();
      return ExitCode.INVALID;
    }
    if (rows.stream().anyMatch(row -> row.change() == Comparison.Change.WORSE)) {
      return ExitCode.FAIL;
    }
    boolean unclear = rows.stream().allMatch(row -> row.change() == Comparison.Change.UNCLEAR);
    return unclear ? ExitCode.INCONCLUSIVE : ExitCode.PASS;
  }
}
