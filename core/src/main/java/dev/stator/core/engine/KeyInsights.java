package dev.stator.core.engine;

import java.util.List;

/**
 * The keys of a table or global index that are used most and throttled most, as Contributor
 * Insights tell them, estimated from samples of the last seconds; the most first, at most 25 each.
 *
 * @param accessedPartitionKeys by what is consumed; empty unless accessed keys are told
 * @param accessedKeys the same of whole keys
 * @param throttledPartitionKeys by what was refused
 * @param throttledKeys the same of whole keys
 */
public record KeyInsights(
    List<KeyUse> accessedPartitionKeys,
    List<KeyUse> accessedKeys,
    List<KeyUse> throttledPartitionKeys,
    List<KeyUse> throttledKeys) {
  /** Nothing is told. */
  public static final KeyInsights NONE =
      new KeyInsights(List.of(), List.of(), List.of(), List.of());

  /**
   * How a key is used.
   *
   * @param key the values of its attributes; binaries in base64
   * @param readUnits a second
   * @param writeUnits a second
   */
  public record KeyUse(List<String> key, double readUnits, double writeUnits) {
    /** What the service sorts by: a write counts like three reads. */
    public double throughputUnits() {
      return readUnits + 3 * writeUnits;
    }
  }
}
