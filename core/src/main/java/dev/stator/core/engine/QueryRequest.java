package dev.stator.core.engine;

import dev.stator.core.expression.KeyCondition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the items of one partition key in the order of their sort key.
 *
 * @param index the name of an index, null for the table itself
 */
public record QueryRequest(
    Table table, @Nullable String index, KeyCondition keys, boolean forward, PageRequest page) {}
