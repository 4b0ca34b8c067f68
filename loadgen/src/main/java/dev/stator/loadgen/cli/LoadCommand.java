package dev.stator.loadgen.cli;

import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.run.LoadRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code load}: creates and fills a table, and goes on where an interrupted load ended. */
@Command(
    name = "load",
    description = "Creates a table and fills it; with --out it goes on where it was interrupted.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class LoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;
  @Mixin private WorkloadOptions workload;
  @Mixin private PhaseOptions phases;

  @Option(names = "--out", description = "The directory that keeps how far the load has come.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (LoadRun run = new LoadRun(client.settings(), workload.settings())) {
      if (!phases.prepare(run, out, spec.commandLine().getOut())) {
        return ExitCode.FAIL;
      }
      var verified = phases.verify(run, spec.commandLine().getOut());
      phases.cleanUp(run);
      return verified == null || verified.total().failed() == 0 ? ExitCode.PASS : ExitCode.FAIL;
    }
  }
}
