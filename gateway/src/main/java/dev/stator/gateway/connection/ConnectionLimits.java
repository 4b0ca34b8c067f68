package dev.stator.gateway.connection;

import java.time.Duration;

/**
 * What clients may take of a server.
 *
 * @param connections open at once, of all clients
 * @param connectionsPerAddress open at once of one IPv4 address, or one IPv6 network of 64 bits
 * @param streams of one HTTP/2 connection, open at once
 * @param headerBytes the longest request line, and the longest headers together
 * @param bufferedBytes of bodies that arrive and of answers that are not taken, all together
 * @param times how long clients may take
 */
public record ConnectionLimits(
    int connections,
    int connectionsPerAddress,
    int streams,
    int headerBytes,
    long bufferedBytes,
    Times times) {
  /** A request with credentials and a target needs about this. */
  private static final int MIN_HEADER_BYTES = 1024;

  public ConnectionLimits {
    requirePositive("connections", connections);
    requirePositive("connections of an address", connectionsPerAddress);
    requirePositive("streams", streams);
    requirePositive("bytes in memory", bufferedBytes);
    if (headerBytes < MIN_HEADER_BYTES) {
      throw new IllegalArgumentException(
          "headers must be allowed " + MIN_HEADER_BYTES + " bytes at least: " + headerBytes);
    }
  }

  /**
   * How long clients may take.
   *
   * @param header from the first byte of a request until its headers are whole, and of a TLS
   *     handshake
   * @param body from then until its body is whole
   * @param answer within which a client must take its answer, or a good part of a long one
   * @param idle between the end of an answer and the next request
   */
  public record Times(Duration header, Duration body, Duration answer, Duration idle) {
    public static final Times DEFAULT =
        new Times(
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(120));

    public Times {
      requirePositive("milliseconds for headers", header.toMillis());
      requirePositive("milliseconds for a body", body.toMillis());
      requirePositive("milliseconds for an answer", answer.toMillis());
      requirePositive("idle milliseconds", idle.toMillis());
    }

    Duration shortest() {
      Duration shortest = header.compareTo(body) < 0 ? header : body;
      shortest = shortest.compareTo(answer) < 0 ? shortest : answer;
      return shortest.compareTo(idle) < 0 ? shortest : idle;
    }
  }

  public static ConnectionLimits defaults() {
    return new ConnectionLimits(
        10_000, 2_000, 100, 64 * 1024, Runtime.getRuntime().maxMemory() / 4, Times.DEFAULT);
  }

  public ConnectionLimits withTimes(Times other) {
    return new ConnectionLimits(
        connections, connectionsPerAddress, streams, headerBytes, bufferedBytes, other);
  }

  private static void requirePositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1: " + value);
    }
  }
}
