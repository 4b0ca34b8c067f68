package dev.stator.loadgen.cli;

import dev.stator.loadgen.judge.Objective;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.LiveDisplay;
import dev.stator.loadgen.report.ResultDirectory;
import dev.stator.loadgen.report.RunReport;
import dev.stator.loadgen.report.Summary;
import dev.stator.loadgen.run.ClientSettings;
import dev.stator.loadgen.run.LoadRun;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.run.WorkloadSettings;
import dev.stator.loadgen.schedule.Durations;
import dev.stator.loadgen.schedule.RateParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code run}: creates and fills a table if need be, warms up, measures, verifies. */
@Command(
    name = "run",
    description =
        "Measures a workload: with --rate in an open loop, in which requests start when they are"
            + " meant to and their waiting counts; otherwise in a closed one.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions clientOptions;
  @Mixin private WorkloadOptions workloadOptions;
  @Mixin private PhaseOptions phaseOptions;

  @Option(
      names = "--rate",
      description =
          "Requests per second of an open loop: 1000, ramp:100-5000, step:1000,2000,4000,"
              + " sine:1000,500,10s (mean, amplitude, period), burst:1000,5000,10s,1s (base, peak,"
              + " every, lasting).")
  private @Nullable String rate;

  @Option(
      names = "--arrivals",
      defaultValue = "CONSTANT",
      description = "constant or poisson gaps between requests (default: constant).")
  private Arrivals arrivals;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Of the measurement (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(
      names = "--slo",
      description = "What must hold, for example: p99 < 10ms && errors < 0.1%% && throttles == 0")
  private @Nullable String objective;

  @Option(names = "--out", description = "The directory of the results; default: none are kept.")
  private @Nullable Path out;

  @Option(names = "--calibrate", description = "Measure this client against a null server first.")
  private boolean calibrate;

  enum Arrivals {
    CONSTANT,
    POISSON
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ClientSettings client = clientOptions.settings();
    WorkloadSettings workload = workloadOptions.settings();
    PaceSettings pace =
        new PaceSettings(
            rate == null ? null : RateParser.parse(rate, duration),
            arrivals == Arrivals.POISSON,
            phaseOptions.warmUp(),
            duration);
    Objective parsed = objective == null ? null : Objective.parse(objective);
    PrintWriter console = spec.commandLine().getOut();
    Map<String, Object> calibration = calibrate ? Calibration.run(client).tree() : Map.of();
    try (LoadRun run = new LoadRun(client, workload)) {
      if (!phaseOptions.prepare(run, out, console)) {
        return ExitCode.FAIL;
      }
      Instant startedAt = Instant.now();
      describe(console, client, workload, pace);
      LiveDisplay display = phaseOptions.display(console, "run");
      PhaseResult measured = run.measure(pace, display);
      display.end();
      PhaseResult verified = phaseOptions.verify(run, console);
      RunReport report =
          new RunReport(
              startedAt,
              command(),
              client,
              workload,
              pace,
              measured,
              parsed,
              verified,
              calibration);
      finish(report, console);
      phaseOptions.cleanUp(run);
      return report.status().exitCode();
    }
  }

  private List<String> command() {
    return spec.commandLine().getParseResult().originalArgs();
  }

  private static void describe(
      PrintWriter console, ClientSettings client, WorkloadSettings workload, PaceSettings pace) {
    String loop =
        pace.rate() == null
            ? "closed loop (a slow server gets less load; response is service time)"
            : "open loop, " + pace.rate() + (pace.poisson() ? ", Poisson arrivals" : "");
    console.printf(
        "run: %s (%s), keys %s, %d items of %s bytes%n     %s, %d connections, %d threads, %s after"
            + " %s of warm-up%n",
        workload.name(),
        workload.mix(),
        workload.keys(),
        workload.items(),
        workload.layout().sizes(),
        loop,
        client.connections(),
        client.threads(),
        Durations.text(pace.duration()),
        Durations.text(pace.warmUp()));
    console.flush();
  }

  private void finish(RunReport report, PrintWriter console) throws IOException {
    Summary summary = new Summary(console);
    summary.print(report.measured());
    summary.printVerdict(report);
    if (out != null) {
      new ResultDirectory(out).write(report);
      console.println("results in " + out);
      console.flush();
    }
  }
}
