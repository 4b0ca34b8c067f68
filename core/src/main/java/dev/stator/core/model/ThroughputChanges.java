package dev.stator.core.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * When the provisioned throughput of a table or global index was changed, and how often it was
 * lowered.
 *
 * @param lastIncreaseMs epoch milliseconds, 0 if it never was raised
 * @param lastDecreaseMs the same for lowering
 * @param decreasesToday how often it was lowered on the UTC day of {@code lastDecreaseMs}
 */
public record ThroughputChanges(long lastIncreaseMs, long lastDecreaseMs, int decreasesToday) {
  /** It was never changed. */
  public static final ThroughputChanges NONE = new ThroughputChanges(0, 0, 0);

  /** With the change from one to the other, which may raise reads and lower writes. */
  public ThroughputChanges with(Throughput before, Throughput after, long nowMs) {
    boolean raised =
        after.readUnits() > before.readUnits() || after.writeUnits() > before.writeUnits();
    boolean lowered =
        after.readUnits() < before.readUnits() || after.writeUnits() < before.writeUnits();
    return new ThroughputChanges(
        raised ? nowMs : lastIncreaseMs,
        lowered ? nowMs : lastDecreaseMs,
        lowered ? decreasesOnDayOf(nowMs) + 1 : decreasesToday);
  }

  /** How often it was lowered on the UTC day of this time, which is none of before. */
  public int decreasesOnDayOf(long nowMs) {
    return day(lastDecreaseMs).equals(day(nowMs)) ? decreasesToday : 0;
  }

  private static LocalDate day(long epochMs) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(epochMs), ZoneOffset.UTC);
  }
}
