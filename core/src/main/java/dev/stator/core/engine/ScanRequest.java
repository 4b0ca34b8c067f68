package dev.stator.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * Reads the items of a table or index in the order of the hash of their partition keys.
 *
 * @param index the name of an index, null for the table itself
 * @param segment which of {@code totalSegments} equal ranges of the hash, from 0
 */
public record ScanRequest(
    Table table, @Nullable String index, int segment, int totalSegments, PageRequest page) {}
