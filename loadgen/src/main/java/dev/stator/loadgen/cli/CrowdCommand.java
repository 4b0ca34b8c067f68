package dev.stator.loadgen.cli;

import dev.stator.loadgen.http.Endpoint;
import dev.stator.loadgen.report.ExitCode;
import dev.stator.loadgen.run.Crowd;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crowd}: keeps connections open that ask for nothing, beside a measurement. */
@Command(
    name = "crowd",
    description =
        "Keeps idle connections open, and slow ones that send a byte of a header a second, so that"
            + " others can be measured beside them.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CrowdCommand implements Callable<Integer> {
  private static final long TICK_MS = 1000;

  @Spec private CommandSpec spec;

  @Option(names = "--endpoint-url", required = true, description = "Such as http://localhost:8000.")
  private URI endpoint;

  @Option(names = "--idle", defaultValue = "5000", description = "Idle connections.")
  private int idle;

  @Option(names = "--slow", defaultValue = "500", description = "Slow ones.")
  private int slow;

  @Option(
      names = "--for",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "How long.")
  private Duration time;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (Crowd crowd = new Crowd(Endpoint.of(endpoint))) {
      crowd.open(idle, slow);
      out.printf("%d idle and %d slow connections are open%n", idle, slow);
      out.flush();
      long endNs = System.nanoTime() + time.toNanos();
      while (System.nanoTime() < endNs) {
        Thread.sleep(TICK_MS);
        crowd.tick();
      }
      out.printf(
          "%d idle ones are still open; the server closed slow ones %d times%n",
          crowd.idleOpen(), crowd.closedByServer());
      return ExitCode.PASS;
    }
  }
}
