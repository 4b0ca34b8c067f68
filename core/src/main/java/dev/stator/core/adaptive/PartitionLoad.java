package dev.stator.core.adaptive;

/**
 * A partition as it is at a tick.
 *
 * @param worker number of the worker that owns it
 * @param sizeBytes DynamoDB's size of its items
 * @param usage what its meters show
 */
public record PartitionLoad(
    long partition, HashSpan span, int worker, long sizeBytes, Usage usage) {}
