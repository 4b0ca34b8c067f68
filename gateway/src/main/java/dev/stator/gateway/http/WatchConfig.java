package dev.stator.gateway.http;

import java.time.Duration;

/**
 * What of requests is watched.
 *
 * @param tables how many tables have metrics of their own
 * @param slow requests that take this long are logged; zero for none
 */
public record WatchConfig(int tables, Duration slow) {
  public static final WatchConfig DEFAULT = new WatchConfig(200, Duration.ofSeconds(1));

  public WatchConfig {
    if (tables < 0) {
      throw new IllegalArgumentException("tables with metrics must not be negative: " + tables);
    }
    if (slow.isNegative()) {
      throw new IllegalArgumentException("slow must not be negative: " + slow);
    }
  }
}
