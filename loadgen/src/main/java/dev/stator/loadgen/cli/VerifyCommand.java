package dev.stator.loadgen.cli;

import dev.stator.loadgen.history.HistoryFile;
import dev.stator.loadgen.history.HistoryReader;
import dev.stator.loadgen.history.HistoryWriter;
import dev.stator.loadgen.history.Violations;
import dev.stator.loadgen.http.ControlClient;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.report.Summary;
import dev.stator.loadgen.run.ClientSettings;
import dev.stator.loadgen.run.LoadClient;
import dev.stator.loadgen.run.PaceSettings;
import dev.stator.loadgen.run.PhaseResult;
import dev.stator.loadgen.run.TableSetup;
import dev.stator.loadgen.schedule.RateProfile;
import dev.stator.loadgen.workload.SizeDistribution;
import dev.stator.loadgen.workload.TableLayout;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: proves that nothing acknowledged is lost or reordered. */
@Command(
    name = "verify",
    description =
        "Proves that nothing acknowledged is lost or reordered. 'verify record' writes and"
            + " remembers what was acknowledged in --out; meanwhile the server may be killed and"
            + " started again. 'verify check' then compares what is there. Both end with 1 when"
            + " something is wrong.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class VerifyCommand {
  private static final String FILE = "acknowledged.history";

  @Spec private CommandSpec spec;

  @Command(
      name = "record",
      description = "Writes versions that grow for each key, and remembers what was acknowledged.",
      mixinStandardHelpOptions = true)
  int record(
      @Mixin ClientOptions clientOptions,
      @Option(names = "--table", defaultValue = "loadgen-verify") String table,
      @Option(names = "--out", required = true, description = "The directory of the history.")
          Path out,
      @Option(names = "--keys", defaultValue = "1000") int keys,
      @Option(names = "--item-size", defaultValue = "1024") int itemSize,
      @Option(names = "--seed", defaultValue = "1") long seed,
      @Option(names = "--rate", description = "Per second; default: a closed loop.")
          @Nullable Double rate,
      @Option(names = "--duration", defaultValue = "10s", converter = DurationConverter.class)
          Duration duration)
      throws IOException, InterruptedException {
    ClientSettings settings = clientOptions.settings();
    if (keys < 2 * settings.connections()) {
      throw new IllegalArgumentException("keys must be at least twice the connections");
    }
    Violations violations = new Violations();
    createTable(settings, layout(table, itemSize));
    try (HistoryFile history = HistoryFile.open(out.resolve(FILE), keys, seed);
        LoadClient client = new LoadClient(settings)) {
      PhaseResult result =
          client.run(
              thread ->
                  new HistoryWriter(
                      history, violations, table, itemSize, thread, settings.threads()),
              new PaceSettings(
                  rate == null ? null : new RateProfile.Constant(rate),
                  false,
                  Duration.ZERO,
                  duration),
              false,
              seed,
              interval -> {});
      new Summary(spec.commandLine().getOut()).print(result);
      return finish(violations, "acknowledged", result);
    }
  }

  @Command(
      name = "check",
      description = "Compares what is there with what was acknowledged.",
      mixinStandardHelpOptions = true)
  int check(
      @Mixin ClientOptions clientOptions,
      @Option(names = "--table", defaultValue = "loadgen-verify") String table,
      @Option(names = "--out", required = true, description = "The directory of the history.")
          Path out,
      @Option(names = "--item-size", defaultValue = "1024") int itemSize)
      throws IOException, InterruptedException {
    ClientSettings settings = clientOptions.settings();
    Violations violations = new Violations();
    AtomicInteger next = new AtomicInteger();
    try (HistoryFile history = HistoryFile.open(out.resolve(FILE));
        LoadClient client = new LoadClient(settings)) {
      PhaseResult result =
          client.run(
              thread -> new HistoryReader(history, violations, table, itemSize, next),
              new PaceSettings(null, false, Duration.ZERO, Duration.ofDays(1)),
              false,
              history.seed(),
              interval -> {});
      int exitCode = finish(violations, "as acknowledged", result);
      boolean allRead = result.total().succeeded() + violations.count() >= history.keys();
      return exitCode == ExitCode.PASS && !allRead ? incomplete(result) : exitCode;
    }
  }

  private int incomplete(PhaseResult result) {
    spec.commandLine().getOut().println("not every key could be read: " + result.total().errors());
    spec.commandLine().getOut().flush();
    return ExitCode.IMPOSSIBLE;
  }

  private int finish(Violations violations, String what, PhaseResult result) {
    PrintWriter out = spec.commandLine().getOut();
    violations.first().forEach(violation -> out.println("VIOLATION  " + violation));
    out.printf(
        "%s: %d %s, %d violations%n",
        violations.count() == 0 ? "PASS" : "FAIL",
        result.total().succeeded(),
        what,
        violations.count());
    out.flush();
    return violations.count() == 0 ? ExitCode.PASS : ExitCode.FAIL;
  }

  private static TableLayout layout(String table, int itemSize) {
    return new TableLayout(table, 1, false, false, 1, new SizeDistribution.Fixed(itemSize));
  }

  private static void createTable(ClientSettings settings, TableLayout layout)
      throws IOException, InterruptedException {
    try (ControlClient control =
        new ControlClient(
            settings.endpoint(), settings.credentials(), settings.region(), settings.timeout())) {
      new TableSetup(control, layout).create();
    }
  }
}
