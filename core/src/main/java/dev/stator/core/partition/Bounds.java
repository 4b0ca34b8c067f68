package dev.stator.core.partition;

import org.jspecify.annotations.Nullable;

/**
 * A range of keys of an index, by unsigned byte order.
 *
 * @param lower inclusive, null for the first key
 * @param upper exclusive, null for beyond the last key
 * @param resume where a page before ended, exclusive; null to start at the bound
 */
@SuppressWarnings(
    "ArrayRecordComponent") // passed once from a session to a worker, compared by nobody
public record Bounds(byte @Nullable [] lower, byte @Nullable [] upper, byte @Nullable [] resume) {}
