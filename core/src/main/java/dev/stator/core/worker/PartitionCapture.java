package dev.stator.core.worker;

import dev.stator.core.partition.PartitionState;

/**
 * A partition at one moment.
 *
 * @param itemCount the items in it
 * @param itemBytes their size as DynamoDB counts it
 */
public record PartitionCapture(PartitionState state, long itemCount, long itemBytes) {}
