package dev.stator.loadgen.cli;

import dev.stator.loadgen.judge.Objective;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.Honesty;
import dev.stator.loadgen.report.Json;
import dev.stator.loadgen.run.LoadRun;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.schedule.RateProfile;
import dev.stator.loadgen.search.RateSearch;
import dev.stator.loadgen.search.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code find-max}: the highest rate that holds an objective. */
@Command(
    name = "find-max",
    description =
        "Finds the highest rate that holds an objective: steps up, bisects, confirms. Ends with"
            + " PASS, FAIL (the first rate misses it) or INCONCLUSIVE.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FindMaxCommand implements Callable<Integer> {
  private static final String FILE = "find-max.json";

  @Spec private CommandSpec spec;
  @Mixin private ClientOptions clientOptions;
  @Mixin private WorkloadOptions workloadOptions;
  @Mixin private PhaseOptions phaseOptions;

  @Option(
      names = "--slo",
      defaultValue = "p99 < 10ms && errors < 0.1% && throttles == 0 && dropped == 0",
      description = "What must hold (default: ${DEFAULT-VALUE}).")
  private String objective;

  @Option(names = "--from", defaultValue = "500", description = "First rate (${DEFAULT-VALUE}).")
  private double from;

  @Option(
      names = "--to",
      defaultValue = "1000000",
      description = "Highest rate (${DEFAULT-VALUE}).")
  private double to;

  @Option(names = "--factor", defaultValue = "2", description = "Of a step (${DEFAULT-VALUE}).")
  private double factor;

  @Option(
      names = "--precision",
      defaultValue = "0.05",
      description = "Ends the bisection, as a share of the rate (${DEFAULT-VALUE}).")
  private double precision;

  @Option(
      names = "--confirm",
      defaultValue = "2",
      description = "How often the winner has to hold again, twice as long (${DEFAULT-VALUE}).")
  private int confirmations;

  @Option(
      names = "--duration",
      defaultValue = "5s",
      converter = DurationConverter.class,
      description = "Of a trial (${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(names = "--out", description = "The directory of find-max.json.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Objective parsed = Objective.parse(objective);
    RateSearch.Plan plan = new RateSearch.Plan(from, to, factor, precision, confirmations);
    PrintWriter console = spec.commandLine().getOut();
    try (LoadRun run = new LoadRun(clientOptions.settings(), workloadOptions.settings())) {
      if (!phaseOptions.prepare(run, out, console)) {
        return ExitCode.IMPOSSIBLE;
      }
      RateSearch search =
          new RateSearch(
              plan, (rate, purpose) -> trial(run, parsed, rate, purpose), t -> show(console, t));
      RateSearch.Result result = search.run();
      phaseOptions.cleanUp(run);
      finish(console, result);
      return switch (result.verdict()) {
        case PASS -> ExitCode.PASS;
        case FAIL -> ExitCode.FAIL;
        case INCONCLUSIVE -> ExitCode.INCONCLUSIVE;
      };
    }
  }

  private Trial trial(LoadRun run, Objective parsed, double rate, Trial.Purpose purpose)
      throws IOException, InterruptedException {
    Duration length = purpose == Trial.Purpose.CONFIRM ? duration.multipliedBy(2) : duration;
    PaceSettings pace =
        new PaceSettings(new RateProfile.Constant(rate), false, phaseOptions.warmUp(), length);
    PhaseResult measured = run.measure(pace, interval -> {});
    String detail =
        parsed.judge(measured.total()).stream()
            .map(Objective::describe)
            .collect(Collectors.joining(", "));
    // an objective that holds holds, however slow the client was
    if (parsed.holds(measured.total())) {
      return new Trial(rate, purpose, Trial.Outcome.HELD, detail);
    }
    List<String> faults = Honesty.faults(measured.total());
    return faults.isEmpty()
        ? new Trial(rate, purpose, Trial.Outcome.MISSED, detail)
        : new Trial(
            rate, purpose, Trial.Outcome.INVALID, detail + "; " + String.join("; ", faults));
  }

  private static void show(PrintWriter console, Trial trial) {
    console.printf(
        Locale.ROOT,
        "%-8s %10.0f/s  %-8s %s%n",
        trial.purpose(),
        trial.rate(),
        trial.outcome(),
        trial.detail());
    console.flush();
  }

  private void finish(PrintWriter console, RateSearch.Result result) throws IOException {
    console.printf(
        Locale.ROOT,
        "%s: %.0f per second hold %s; %s%n",
        result.verdict(),
        result.rate(),
        objective,
        result.reason());
    console.flush();
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve(FILE), Json.write(tree(result)) + "\n");
    }
  }

  private Map<String, Object> tree(RateSearch.Result result) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("schema", "stator-loadgen-find-max/1");
    tree.put("objective", objective);
    tree.put("verdict", result.verdict().toString());
    tree.put("reason", result.reason());
    tree.put("rate", result.rate());
    tree.put("missedAt", result.limit());
    tree.put(
        "trials",
        result.trials().stream()
            .map(
                trial ->
                    Map.of(
                        "rate", trial.rate(),
                        "purpose", trial.purpose().toString(),
                        "outcome", trial.outcome().toString(),
                        "detail", trial.detail()))
            .toList());
    return tree;
  }
}
