package dev.stator.gateway.table;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ThroughputChanges;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How often the throughput of a table or global index may be lowered: four times on a day of UTC,
 * then once an hour.
 */
final class DecreaseLimit {
  private static final int AT_ONCE = 4;
  private static final long INTERVAL_MS = TimeUnit.HOURS.toMillis(1);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu h:mm:ss a 'UTC'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private DecreaseLimit() {}

  /** Refuses the change from one to the other if it lowers what must not be lowered now. */
  static void check(ThroughputChanges before, ThroughputChanges after, long nowMs) {
    boolean lowers = after.lastDecreaseMs() != before.lastDecreaseMs();
    long next = before.lastDecreaseMs() + INTERVAL_MS;
    if (lowers && after.decreasesToday() > AT_ONCE && nowMs < next) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given"
              + " UTC day. After the first 4 decreases, each subsequent decrease in the same UTC"
              + " day can be performed at most once every 3600 seconds. Number of decreases today: "
              + before.decreasesToday()
              + ". Last decrease at "
              + TIME.format(Instant.ofEpochMilli(before.lastDecreaseMs()))
              + ". Next decrease can be made at "
              + TIME.format(Instant.ofEpochMilli(next)));
    }
  }
}
