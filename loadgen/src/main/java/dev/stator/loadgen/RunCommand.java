package dev.stator.loadgen;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run}: loads a table with items and measures one operation on it. */
@Command(
    name = "run",
    description = "Measures one operation in a closed loop.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:every request succeeded",
      "1:some requests failed, or the run could not be done",
      "2:the command line is wrong"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
  private static final String PLACEHOLDER_KEY = "local";

  @Spec private CommandSpec spec;

  @Option(
      names = "--endpoint-url",
      required = true,
      description = "For example http://localhost:8000.")
  private URI endpoint;

  @Option(names = "--region", defaultValue = "us-east-1", description = "For the signature.")
  private String region;

  @Option(
      names = "--operation",
      required = true,
      converter = Operation.Converter.class,
      description = "GetItem or PutItem.")
  private Operation operation;

  @Option(
      names = "--table",
      defaultValue = "loadgen",
      description = "Created with key pk (S), on demand, when it is missing.")
  private String table;

  @Option(names = "--items", defaultValue = "10000", description = "Items in the table.")
  private long items;

  @Option(
      names = "--item-size",
      defaultValue = "1024",
      description = "Bytes of an item as DynamoDB counts them.")
  private int itemSize;

  @Option(names = "--consistent-read", description = "Strongly consistent GetItem.")
  private boolean consistentRead;

  @Option(
      names = "--load",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description = "Put every item once before the measurement.")
  private boolean load;

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "Each has one request under way.")
  private int connections;

  @Option(names = "--threads", defaultValue = "1", description = "Event loops of this client.")
  private int threads;

  @Option(
      names = "--warm-up",
      defaultValue = "2s",
      converter = DurationConverter.class,
      description = "Sent but not measured.")
  private Duration warmUp;

  @Option(
      names = "--duration",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "Of the measurement.")
  private Duration duration;

  @Option(
      names = "--timeout",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "For one request.")
  private Duration timeout;

  @Option(names = "--seed", defaultValue = "1", description = "Of the order of items and the data.")
  private long seed;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    RunSettings settings = settings();
    try (Run run = new Run(settings)) {
      return run(run, settings, out);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      spec.commandLine().getErr().println("the run could not be done: " + cause);
      return 1;
    }
  }

  private int run(Run run, RunSettings settings, PrintWriter out)
      throws InterruptedException, ExecutionException {
    run.setUp();
    if (settings.load()) {
      Result loaded = run.load();
      out.printf("load: each of %d items put once%n", settings.items());
      loaded.print(out);
      if (loaded.tally().errorCount() > 0) {
        out.println("not measured, because the load failed");
        out.flush();
        return 1;
      }
    }
    Result measured = run.measure();
    out.printf(
        "run: closed loop, %d connections with one request under way each, %s of %d items of %d"
            + " bytes, all equally likely; %s after %s of warm-up; latency is service time%n",
        settings.connections(),
        settings.operation(),
        settings.items(),
        settings.itemSize(),
        text(settings.duration()),
        text(settings.warmUp()));
    measured.print(out);
    return measured.tally().errorCount() == 0 ? 0 : 1;
  }

  private RunSettings settings() {
    try {
      return new RunSettings(
          new DynamoClient.Target(endpoint, region, credentials(System.getenv())),
          operation,
          table,
          items,
          itemSize,
          consistentRead,
          load,
          connections,
          threads,
          warmUp,
          duration,
          timeout,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Those of the environment, or a placeholder that is enough for an endpoint without users. */
  private static RequestSigner.Credentials credentials(Map<String, String> environment) {
    return new RequestSigner.Credentials(
        environment.getOrDefault("AWS_ACCESS_KEY_ID", PLACEHOLDER_KEY),
        environment.getOrDefault("AWS_SECRET_ACCESS_KEY", PLACEHOLDER_KEY));
  }

  private static String text(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }
}
