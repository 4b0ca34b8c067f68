package dev.stator.gateway.table;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableCapacity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How often a table may be switched from provisioned to on-demand: four times in 24 hours. */
final class SwitchLimit {
  private static final int SWITCHES = 4;
  private static final long WINDOW_MS = TimeUnit.DAYS.toMillis(1);

  private SwitchLimit() {}

  /** The last switches, with one more now. */
  static List<Long> with(List<Long> before, long nowMs) {
    List<Long> switches = new ArrayList<>(before);
    switches.add(nowMs);
    return switches.subList(Math.max(0, switches.size() - SWITCHES), switches.size());
  }

  /** Refuses the change from one to the other if it switches a table that must not be now. */
  static void check(TableCapacity before, TableCapacity after, long nowMs) {
    boolean switches = !after.onDemandSwitchesMs().equals(before.onDemandSwitchesMs());
    long recent =
        before.onDemandSwitchesMs().stream().filter(time -> time > nowMs - WINDOW_MS).count();
    if (switches && recent >= SWITCHES) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: Update to PayPerRequest mode are limited to "
              + SWITCHES
              + " times in 1 day(s).");
    }
  }
}
