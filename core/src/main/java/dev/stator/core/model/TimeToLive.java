package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * Whether items of a table expire.
 *
 * @param attribute the attribute that says when, null when items do not expire
 * @param changedMs when this was last switched on or off, epoch milliseconds, 0 for never
 */
public record TimeToLive(@Nullable String attribute, long changedMs) {
  /** Items have never expired. */
  public static final TimeToLive OFF = new TimeToLive(null, 0);
}
