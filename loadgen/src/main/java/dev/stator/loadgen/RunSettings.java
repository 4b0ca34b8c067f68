package dev.stator.loadgen;

import java.time.Duration;

/** What one run does. */
record RunSettings(
    DynamoClient.Target target,
    Operation operation,
    String table,
    long items,
    int itemSize,
    boolean consistentRead,
    boolean load,
    int connections,
    int threads,
    Duration warmUp,
    Duration duration,
    Duration timeout,
    long seed) {
  RunSettings {
    require(target.endpoint().getHost() != null, "the endpoint needs a scheme and a host");
    require(table.matches("[a-zA-Z0-9_.-]{3,255}"), "the table needs a name of DynamoDB");
    require(items > 0, "items must be above 0");
    require(
        itemSize >= Items.MIN_SIZE && itemSize <= Items.MAX_SIZE,
        "item-size must be from " + Items.MIN_SIZE + " to " + Items.MAX_SIZE);
    require(connections > 0 && threads > 0, "connections and threads must be above 0");
    require(threads <= connections, "there cannot be more threads than connections");
    require(duration.isPositive() && timeout.isPositive(), "durations must be above 0");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
