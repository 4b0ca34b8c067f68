package dev.stator.gateway.cli;

import dev.stator.gateway.connection.ConnectionLimits;
import dev.stator.gateway.http.HttpConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of serve that say what clients may take. */
final class LimitOptions {
  @Option(
      names = "--max-connections",
      defaultValue = "10000",
      description = "Connections open at once; more are refused.")
  private int connections;

  @Option(
      names = "--max-connections-per-address",
      defaultValue = "2000",
      description = "Connections open at once of one address; more are refused.")
  private int connectionsPerAddress;

  @Option(
      names = "--max-streams",
      defaultValue = "100",
      description = "Requests at once on one HTTP/2 connection.")
  private int streams;

  @Option(
      names = "--max-header-bytes",
      defaultValue = "65536",
      description = "The longest request line, and the longest headers.")
  private int headerBytes;

  @Option(
      names = "--max-body-bytes",
      defaultValue = "16777216",
      description = "The longest body of a request, also when decompressed.")
  private int bodyBytes;

  @Option(
      names = "--max-buffered-bytes",
      description =
          "Memory for bodies that arrive and answers that are not taken; default: a quarter of the"
              + " heap.")
  private @Nullable Long bufferedBytes;

  @Option(
      names = "--header-timeout",
      defaultValue = "10",
      description = "Seconds from the first byte of a request until its headers are whole.")
  private double headerS;

  @Option(
      names = "--body-timeout",
      defaultValue = "60",
      description = "Seconds from then until its body is whole.")
  private double bodyS;

  @Option(
      names = "--answer-timeout",
      defaultValue = "60",
      description = "Seconds within which a client must take its answer, or 256 KiB of it.")
  private double answerS;

  @Option(
      names = "--idle-timeout",
      defaultValue = "120",
      description = "Seconds that a connection may be open without a request.")
  private double idleS;

  @Option(
      names = "--auth-failures",
      defaultValue = "60",
      description =
          "Requests a minute of one address that may fail to authenticate; 0: any number.")
  private int authFailures;

  /**
   * @throws IllegalArgumentException with a sentence for the operator
   */
  ConnectionLimits limits() {
    ConnectionLimits defaults = ConnectionLimits.defaults();
    return new ConnectionLimits(
        connections,
        connectionsPerAddress,
        streams,
        headerBytes,
        bufferedBytes == null ? defaults.bufferedBytes() : bufferedBytes,
        new ConnectionLimits.Times(time(headerS), time(bodyS), time(answerS), time(idleS)));
  }

  int bodyBytes() {
    if (bodyBytes < 1 || bodyBytes > HttpConfig.DEFAULT_MAX_BODY_BYTES) {
      throw new IllegalArgumentException(
          "--max-body-bytes must be between 1 and "
              + HttpConfig.DEFAULT_MAX_BODY_BYTES
              + ": "
              + bodyBytes);
    }
    return bodyBytes;
  }

  int authFailures() {
    if (authFailures < 0) {
      throw new IllegalArgumentException("--auth-failures must not be negative: " + authFailures);
    }
    return authFailures;
  }

  private static Duration time(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
