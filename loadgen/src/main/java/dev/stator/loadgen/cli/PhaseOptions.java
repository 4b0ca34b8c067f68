package dev.stator.loadgen.cli;

import dev.stator.loadgen.report.LiveDisplay;
import dev.stator.loadgen.report.Summary;
import dev.stator.loadgen.run.LoadRun;
import dev.stator.loadgen.run.PhaseResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of what happens before and after a measurement. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PhaseOptions {
  private static final String PROGRESS = "load.properties";

  @Option(
      names = "--load",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Write every item before the measurement, or those that an interrupted load into the same"
              + " --out left (default: ${DEFAULT-VALUE}).")
  private boolean load;

  @Option(
      names = "--warm-up",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "Sent but not measured (default: ${DEFAULT-VALUE}).")
  private Duration warmUp;

  @Option(
      names = "--verify",
      defaultValue = "0",
      description = "Items to read back and check after the measurement (default: none).")
  private long verify;

  @Option(names = "--cleanup", description = "Delete the table at the end.")
  private boolean cleanUp;

  @Option(names = "--quiet", description = "Show no progress.")
  private boolean quiet;

  Duration warmUp() {
    return warmUp;
  }

  /** Creates and fills the table; false when that failed. */
  boolean prepare(LoadRun run, @Nullable Path out, PrintWriter console)
      throws IOException, InterruptedException {
    run.create();
    if (!load) {
      return true;
    }
    if (out != null) {
      Files.createDirectories(out);
    }
    LiveDisplay display = display(console, "load");
    LoadRun.Loaded loaded = run.load(out == null ? null : out.resolve(PROGRESS), display);
    display.end();
    console.printf(
        "load: %d items were there, %d are now, %.1f s%n",
        loaded.before(), loaded.written(), loaded.result().total().seconds());
    if (!loaded.complete()) {
      new Summary(console).print(loaded.result());
      console.println("not measured, because the load failed");
    }
    console.flush();
    return loaded.complete();
  }

  @Nullable PhaseResult verify(LoadRun run, PrintWriter console)
      throws IOException, InterruptedException {
    if (verify == 0) {
      return null;
    }
    LiveDisplay display = display(console, "verify");
    PhaseResult verified = run.verify(verify, display);
    display.end();
    console.printf(
        "verify: %d items read back are whole, %d are not%n",
        verified.total().succeeded(), verified.total().failed());
    verified.total().errors().forEach((error, count) -> console.println(count + " " + error));
    console.flush();
    return verified;
  }

  void cleanUp(LoadRun run) throws IOException, InterruptedException {
    if (cleanUp) {
      run.cleanUp();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // null still where there is no console at all
  private static boolean isTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  LiveDisplay display(PrintWriter console, String phase) {
    boolean terminal = isTerminal();
    return new LiveDisplay(
        quiet ? new PrintWriter(java.io.Writer.nullWriter()) : console, terminal && !quiet, phase);
  }
}
