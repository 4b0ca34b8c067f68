package dev.stator.gateway.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the requests of one event loop that took long, a few in a second: when all are slow, the log
 * must not be what slows them.
 */
final class SlowRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SlowRequests.class);
  private static final int MAX_PER_SECOND = 10;
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
  private static final double NS_PER_MS = 1e6;

  private final long limitNs;
  private long secondNs;
  private int inSecond;
  private long omitted;

  /**
   * @param limit requests that take this long are logged; zero for none
   */
  SlowRequests(Duration limit) {
    this.limitNs = limit.isZero() ? Long.MAX_VALUE : limit.toNanos();
  }

  boolean isSlow(long ns) {
    return ns >= limitNs;
  }

  /** What is told of a request: nothing that a client sent but the names of operation and table. */
  record Slow(
      CharSequence requestId,
      String operation,
      @Nullable String table,
      int status,
      int requestBytes,
      int answerBytes) {}

  void log(Slow request, RequestTimes times, long endNs) {
    if (endNs - secondNs >= SECOND_NS) {
      secondNs = endNs;
      inSecond = 0;
    }
    if (++inSecond > MAX_PER_SECOND) {
      omitted++;
      return;
    }
    LOG.atWarn()
        .addKeyValue("requestId", request.requestId)
        .addKeyValue("operation", request.operation)
        .addKeyValue("table", request.table == null ? "" : request.table)
        .addKeyValue("status", request.status)
        .addKeyValue("reason", times.reason(endNs, request.requestBytes, request.answerBytes))
        .addKeyValue("totalMs", ms(times.totalNs(endNs)))
        .addKeyValue("readMs", ms(times.readNs()))
        .addKeyValue("queueMs", ms(times.queueNs(endNs)))
        .addKeyValue("diskMs", ms(times.diskNs()))
        .addKeyValue("applyMs", ms(times.applyNs(endNs)))
        .addKeyValue("requestBytes", request.requestBytes)
        .addKeyValue("answerBytes", request.answerBytes)
        .addKeyValue("omittedBefore", omitted)
        .log("slow request");
    omitted = 0;
  }

  private static double ms(long ns) {
    return (double) Math.round((double) ns / NS_PER_MS * 1000) / 1000.0;
  }
}
