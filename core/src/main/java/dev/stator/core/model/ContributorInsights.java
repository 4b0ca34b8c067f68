package dev.stator.core.model;

/**
 * Whether the keys of a table or global index are told that are used or throttled most.
 *
 * @param changedMs when this was changed last, epoch milliseconds
 */
public record ContributorInsights(boolean enabled, Mode mode, long changedMs) {
  /** Which keys are told. */
  public enum Mode {
    ACCESSED_AND_THROTTLED_KEYS,
    THROTTLED_KEYS
  }
}
