package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * What a table was restored from.
 *
 * @param backup the id of the backup, null when it was restored to a point in time
 * @param table the name of the table that the backup was of
 * @param timeMs when the table was as it was restored, epoch milliseconds
 */
public record RestoredFrom(@Nullable String backup, String table, long timeMs) {}
