package dev.stator.core.partition;

import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import org.jspecify.annotations.Nullable;

/**
 * What a page of a range is made of.
 *
 * @param localIndex the ordinal of a local index, -1 for the table (or global index) itself
 * @param forward ascending by key
 * @param limit how many items may be evaluated in the whole page, over all partitions
 * @param allAttributes of a local index: whole items, whatever it projects
 * @param countOnly no items, only counts
 */
public record PageSpec(
    int localIndex,
    boolean forward,
    int limit,
    @Nullable Condition filter,
    @Nullable ItemProjection projection,
    boolean allAttributes,
    boolean countOnly) {}
