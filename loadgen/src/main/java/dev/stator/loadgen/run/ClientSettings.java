package dev.stator.loadgen.run;

import dev.stator.loadgen.http.Credentials;
import dev.stator.loadgen.http.Endpoint;
import java.time.Duration;

/**
 * Who sends requests, where to and how.
 *
 * @param threads event loops
 * @param connections of all event loops together
 * @param signed false for a signature of zeros
 * @param maxInFlight calls that are begun or wait for a connection, of all event loops together
 */
public record ClientSettings(
    Endpoint endpoint,
    String region,
    Credentials credentials,
    int threads,
    int connections,
    Duration timeout,
    boolean signed,
    int maxInFlight) {
  public ClientSettings {
    require(connections > 0 && threads > 0, "connections and threads must be above 0");
    require(threads <= connections, "there cannot be more threads than connections");
    require(maxInFlight >= threads, "max-in-flight cannot be below threads");
    require(timeout.isPositive(), "timeout must be above 0");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }

  int connectionsOf(int thread) {
    return share(connections, thread);
  }

  int maxInFlightOf(int thread) {
    return share(maxInFlight, thread);
  }

  private int share(int all, int thread) {
    return all / threads + (thread < all % threads ? 1 : 0);
  }
}
