package dev.stator.loadgen.cli;

import dev.stator.loadgen.report.ExitCode;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code calibrate}: measures the client itself. */
@Command(
    name = "calibrate",
    description = "Measures this client against a null server on the same machine.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CalibrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ClientOptions client;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Calibration calibration = Calibration.run(client.settings());
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "PutItem of 1 KiB to the null server: %.0f per second, %.1f us of CPU of the client per"
                + " call, p50 %.3f ms, p99 %.3f ms%n",
            calibration.callsPerSecond(),
            calibration.cpuMicrosPerCall(),
            calibration.p50Ms(),
            calibration.p99Ms());
    spec.commandLine().getOut().flush();
    return ExitCode.PASS;
  }
}
