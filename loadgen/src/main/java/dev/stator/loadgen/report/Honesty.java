package dev.stator.loadgen.report;

import dev.stator.loadgen.measure.ClientUse;
import dev.stator.loadgen.measure.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Whether a measurement is one of the server, or of the client: what was wrong with the client, if
 * anything.
 */
public final class Honesty {
  /** An event loop that is busier than this makes requests wait for itself. */
  private static final double MAX_LOOP_BUSY = 0.85;

  /** Of the response time that is measured, the client's own lateness may be this much. */
  private static final double MAX_SHARE_OF_RESPONSE = 0.1;

  /** Lateness below this is never a reason. */
  private static final double MIN_LAG_MS = 1;

  private static final double MAX_GC_SHARE = 0.01;
  private static final double MAX_GC_MS = 50;
  private static final double NS_PER_MS = 1e6;
  private static final double PERCENTILE = 99;

  private Honesty() {}

  /** Why the measurement is invalid; empty when it is valid. */
  public static List<String> faults(Interval total) {
    List<String> faults = new ArrayList<>();
    ClientUse use = total.client();
    double responseMs = Percentiles.milliseconds(total.response(), PERCENTILE);
    double maxLagMs = Math.max(MIN_LAG_MS, MAX_SHARE_OF_RESPONSE * responseMs);
    double scheduleLagMs = Percentiles.milliseconds(total.scheduleLag(), PERCENTILE);
    double loopLagMs = Percentiles.milliseconds(total.loopLag(), PERCENTILE);
    if (total.response().getTotalCount() == 0) {
      faults.add("no request succeeded");
    }
    if (use.loopBusy() > MAX_LOOP_BUSY) {
      faults.add(text("an event loop of the client was %.0f %% busy", 100 * use.loopBusy()));
    }
    if (scheduleLagMs > maxLagMs) {
      faults.add(text("the client came %.2f ms late to its requests (p99)", scheduleLagMs));
    }
    if (loopLagMs > maxLagMs) {
      faults.add(text("the timers of the client were %.2f ms late (p99)", loopLagMs));
    }
    double gcShare = use.elapsedNs() == 0 ? 0 : (double) use.gcPauseNs() / use.elapsedNs();
    if (gcShare > MAX_GC_SHARE || use.longestGcNs() / NS_PER_MS > MAX_GC_MS) {
      faults.add(
          text(
              "the collector stopped the client for %.1f %% of the time, once for %.0f ms",
              100 * gcShare, use.longestGcNs() / NS_PER_MS));
    }
    return faults;
  }

  static Map<String, Object> tree(Interval total) {
    ClientUse use = total.client();
    long requests = Math.max(1, total.succeeded() + total.failed());
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("cores", use.cores());
    tree.put("cpuMicrosPerCall", use.processCpuNs() / 1e3 / requests);
    tree.put("busiestLoop", use.loopBusy());
    tree.put("gcPauseMs", use.gcPauseNs() / NS_PER_MS);
    tree.put("longestGcMs", use.longestGcNs() / NS_PER_MS);
    tree.put("scheduleLag", Percentiles.tree(total.scheduleLag()));
    tree.put("loopLag", Percentiles.tree(total.loopLag()));
    tree.put("otherCores", use.otherCores());
    return tree;
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation is in a library we do not need
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
