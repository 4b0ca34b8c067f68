package dev.stator.gateway.exporting;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.PointInTimeRecovery;
import dev.stator.gateway.json.Structure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Which period of a table's past a request to export asks for. */
final class ExportTimes {
  private static final long LONGEST_MS = TimeUnit.HOURS.toMillis(24);
  private static final String SPECIFICATION = "IncrementalExportSpecification";
  private static final long MS_PER_S = 1000;

  private ExportTimes() {}

  /** What speaks against the parameters whatever the table is. */
  static void check(Structure request) {
    if (isIncremental(request) != request.has(SPECIFICATION)) {
      throw RequestException.validation(
          "One or more parameter values were invalid: "
              + SPECIFICATION
              + " must be specified if and only if ExportType is INCREMENTAL_EXPORT");
    }
    if (isIncremental(request) && request.has("ExportTime")) {
      throw RequestException.validation(
          "One or more parameter values were invalid: ExportTime cannot be specified when"
              + " ExportType is INCREMENTAL_EXPORT");
    }
  }

  private static boolean isIncremental(Structure request) {
    return "INCREMENTAL_EXPORT".equals(request.string("ExportType"));
  }

  /**
   * The period.
   *
   * @throws RequestException when the table cannot be read as of all of it
   */
  static ExportPeriod of(Structure request, Table table, long nowMs) {
    PointInTimeRecovery recovery = table.definition().options().recovery();
    if (!recovery.isEnabled()) {
      throw new RequestException(
          ErrorCode.POINT_IN_TIME_RECOVERY_UNAVAILABLE,
          "Point in time recovery is not enabled for table '" + table.definition().name() + "'");
    }
    Structure specification = request.structure(SPECIFICATION);
    return specification == null
        ? full(request.doubleValue("ExportTime"), recovery, nowMs)
        : incremental(specification, recovery, nowMs);
  }

  /** Without a time what there is now. */
  private static ExportPeriod full(
      @Nullable Double time, PointInTimeRecovery recovery, long nowMs) {
    if (time == null) {
      return new ExportPeriod(ExportPeriod.FULL, nowMs);
    }
    long timeMs = recovery.meantMs(milliseconds(time), nowMs);
    if (timeMs < recovery.earliestMs(nowMs) || timeMs > recovery.latestMs(nowMs)) {
      throw invalid("Export Time is invalid");
    }
    return new ExportPeriod(ExportPeriod.FULL, timeMs);
  }

  private static ExportPeriod incremental(
      Structure specification, PointInTimeRecovery recovery, long nowMs) {
    Double from = specification.doubleValue("ExportFromTime");
    Double to = specification.doubleValue("ExportToTime");
    if (from == null) {
      throw RequestException.validation(
          "One or more parameter values were invalid: ExportFromTime must be specified");
    }
    long fromMs = recovery.meantMs(milliseconds(from), nowMs);
    long toMs = to == null ? recovery.latestMs(nowMs) : milliseconds(to);
    if (fromMs >= toMs || toMs - fromMs > LONGEST_MS) {
      throw invalid(
          "Difference between export period from and to times must be positive and at most 24"
              + " hours.");
    }
    if (fromMs < recovery.earliestMs(nowMs) || toMs > recovery.latestMs(nowMs)) {
      throw invalid(
          "The specified ExportFromTime or ExportToTime is outside of the point in time recovery"
              + " window.");
    }
    return new ExportPeriod(fromMs, toMs);
  }

  private static long milliseconds(double seconds) {
    return Math.round(seconds * MS_PER_S);
  }

  private static RequestException invalid(String message) {
    return new RequestException(ErrorCode.INVALID_EXPORT_TIME, message);
  }
}
