package dev.stator.core.backup;

/**
 * From when to when a partition has the items of its range: it took the place of another one, or
 * has always been there, and was split later, or is still there.
 *
 * @param parent the id of the partition that it took the place of; 0: none that is known
 * @param fromMicros from when on, epoch microseconds; 0: always
 * @param fromSequence the sequence number of the last record that it has from its parent: only
 *     those behind are changes
 * @param untilMicros from when on others have its place; {@link #STILL}: it has it
 */
public record Tenure(long parent, long fromMicros, long fromSequence, long untilMicros) {
  public static final long STILL = Long.MAX_VALUE;

  /** Of a partition that has always been there and still is. */
  public static final Tenure ALWAYS = new Tenure(0, 0, 0, STILL);

  /** Whether it is so at a time, up to which records count. */
  public boolean includes(long micros) {
    return fromMicros <= micros && (untilMicros == STILL || micros < untilMicros);
  }
}
