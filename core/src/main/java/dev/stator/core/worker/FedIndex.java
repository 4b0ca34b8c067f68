package dev.stator.core.worker;

/**
 * How far one index is fed from one partition.
 *
 * @param base the id of the partition
 * @param index the id of the index
 */
record FedIndex(long base, long index, FeedPosition position) {}
