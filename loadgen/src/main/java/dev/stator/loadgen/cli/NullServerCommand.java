package dev.stator.loadgen.cli;

import dev.stator.loadgen.reference.NullServer;
import dev.stator.loadgen.report.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code null-server}: serves the reference until its standard input ends. */
@Command(
    name = "null-server",
    description =
        "Serves the reference: parses each request and answers a fixed body. Ends with its input.",
    mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class NullServerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--port", defaultValue = "0", description = "0 for any.")
  private int port;

  @Option(names = "--threads", defaultValue = "1", description = "Event loops.")
  private int threads;

  @Option(names = "--item-size", defaultValue = "1024", description = "Of the item it answers.")
  private int itemSize;

  @Option(
      names = "--page-items",
      defaultValue = "1",
      description = "How many items a Query or a Scan answers.")
  private int pageItems;

  @Override
  public Integer call() throws IOException {
    try (NullServer server = new NullServer(port, threads, itemSize, pageItems)) {
      spec.commandLine().getOut().println("listening on http://127.0.0.1:" + server.port());
      spec.commandLine().getOut().flush();
      while (System.in.read() >= 0) {
        Thread.onSpinWait();
      }
      return ExitCode.PASS;
    }
  }
}
