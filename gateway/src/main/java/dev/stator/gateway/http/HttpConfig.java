package dev.stator.gateway.http;

import dev.stator.gateway.connection.ConnectionLimits;
import java.time.Duration;

/**
 * How the server listens.
 *
 * @param port 0 for any free port
 * @param eventLoops threads that serve connections
 * @param maxBodyBytes the largest request body that is accepted, after decompression
 * @param region the region that ARNs and endpoints name
 * @param stopTimeout how long requests under way may take when the server stops
 * @param limits what clients may take
 * @param watch what of requests is watched
 */
public record HttpConfig(
    String host,
    int port,
    int eventLoops,
    int maxBodyBytes,
    String region,
    Duration stopTimeout,
    ConnectionLimits limits,
    WatchConfig watch) {
  /** The service's limit of a request. */
  public static final int DEFAULT_MAX_BODY_BYTES = 16 * 1024 * 1024;

  public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(5);

  private static final int MAX_PORT = 65_535;
  private static final int MAX_DEFAULT_EVENT_LOOPS = 8;

  public HttpConfig {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port must be between 0 and 65535: " + port);
    }
    if (eventLoops < 1) {
      throw new IllegalArgumentException("eventLoops must be at least 1: " + eventLoops);
    }
    if (maxBodyBytes < 1) {
      throw new IllegalArgumentException("maxBodyBytes must be at least 1: " + maxBodyBytes);
    }
    if (stopTimeout.isNegative()) {
      throw new IllegalArgumentException("stopTimeout must not be negative: " + stopTimeout);
    }
  }

  /** The defaults: half the processors, at most 8, as event loops; the workers get the rest. */
  public static HttpConfig of(String host, int port, String region) {
    int loops = Runtime.getRuntime().availableProcessors() / 2;
    return new HttpConfig(
        host,
        port,
        Math.clamp(loops, 1, MAX_DEFAULT_EVENT_LOOPS),
        DEFAULT_MAX_BODY_BYTES,
        region,
        DEFAULT_STOP_TIMEOUT,
        ConnectionLimits.defaults(),
        WatchConfig.DEFAULT);
  }

  /** The same with other limits. */
  public HttpConfig withLimits(int bodyBytes, ConnectionLimits other) {
    return new HttpConfig(host, port, eventLoops, bodyBytes, region, stopTimeout, other, watch);
  }

  /** The same with something else watched. */
  public HttpConfig withWatch(WatchConfig other) {
    return new HttpConfig(host, port, eventLoops, maxBodyBytes, region, stopTimeout, limits, other);
  }

  public HttpConfig withStopTimeout(Duration other) {
    return new HttpConfig(host, port, eventLoops, maxBodyBytes, region, other, limits, watch);
  }
}
