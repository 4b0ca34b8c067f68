package dev.stator.gateway.cli;

import dev.stator.gateway.AdminPort;
import dev.stator.gateway.http.WatchConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of serve for those who watch a server. */
final class WatchOptions {
  private static final int MAX_PORT = 65_535;

  @Option(
      names = "--admin-host",
      defaultValue = "127.0.0.1",
      description = "The address of health and metrics, which anybody may read.")
  private String host = "";

  @Option(
      names = "--admin-port",
      description =
          "The port of health and metrics, off for none, 0 for any free one; default: the one after"
              + " --port.")
  private @Nullable String port;

  @Option(
      names = "--metrics-tables",
      defaultValue = "200",
      description = "How many tables have metrics of their own; the rest share one name.")
  private int tables;

  @Option(
      names = "--slow-request",
      defaultValue = "1",
      description = "Log requests that take this long, in seconds; 0: none.")
  private double slowS;

  @Option(
      names = "--log-format",
      defaultValue = "text",
      description = "How log lines look: text or json.")
  private LogFormat logFormat = LogFormat.TEXT;

  LogFormat logFormat() {
    return logFormat;
  }

  /**
   * @throws IllegalArgumentException with a sentence for the operator
   */
  WatchConfig watch() {
    return new WatchConfig(tables, Duration.ofMillis(Math.round(slowS * 1000)));
  }

  /**
   * Where health and metrics are, null for nowhere.
   *
   * @param mainPort that of requests
   * @throws IllegalArgumentException with a sentence for the operator
   */
  @Nullable AdminPort adminPort(int mainPort) {
    if (port == null) {
      int next = mainPort == 0 || mainPort == MAX_PORT ? 0 : mainPort + 1;
      return new AdminPort(host, next, false);
    }
    return port.equals("off") ? null : new AdminPort(host, parse(port), true);
  }

  private static int parse(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number >= 0 && number <= MAX_PORT) {
        return number;
      }
    } catch (NumberFormatException noNumber) {
      // told below
    }
    throw new IllegalArgumentException(
        "--admin-port must be off or between 0 and " + MAX_PORT + ": " + text);
  }
}
