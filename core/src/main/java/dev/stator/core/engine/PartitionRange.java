package dev.stator.core.engine;

/**
 * A partition as it is now.
 *
 * @param firstHash of its range, unsigned
 * @param lastHash of its range, unsigned
 * @param itemCount the items in it
 * @param itemBytes their size as DynamoDB counts it
 */
public record PartitionRange(
    long id, long firstHash, long lastHash, long itemCount, long itemBytes) {}
