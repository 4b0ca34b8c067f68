package dev.stator.gateway.table;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TimeToLive;
import java.util.concurrent.TimeUnit;

/**
 * What an UpdateTimeToLive request does to the settings of a table.
 *
 * @param attribute the attribute it names
 * @param enables whether it switches expiry on
 */
record TimeToLiveChange(String attribute, boolean enables, ChangeLimits limits) {
  private static final long INTERVAL_MS = TimeUnit.HOURS.toMillis(1);

  TableOptions apply(TableOptions options, long nowMs) {
    TimeToLive before = options.timeToLive();
    String current = before.attribute();
    if (current == null && !enables) {
      throw RequestException.validation("TimeToLive is already disabled");
    }
    if (current != null && !current.equals(attribute)) {
      throw RequestException.validation(
          "TimeToLive is active on a different AttributeName: current AttributeName is " + current);
    }
    if (current != null && enables) {
      throw RequestException.validation("TimeToLive is already enabled");
    }
    if (limits == ChangeLimits.SERVICE && nowMs - before.changedMs() < INTERVAL_MS) {
      throw RequestException.validation(
          "Time to live has been modified multiple times within a fixed interval");
    }
    return options.withTimeToLive(new TimeToLive(enables ? attribute : null, nowMs));
  }
}
