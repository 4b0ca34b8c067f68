package dev.stator.core.worker;

/**
 * How far a global index is behind one partition of its table.
 *
 * @param partition of the table
 * @param index its name
 * @param oldestMicros when the oldest change was made that is known and not yet in the index, epoch
 *     microseconds; 0 when there is none
 * @param underWay changes that were sent and are not yet applied
 * @param filling whether it is being filled with what was there before it
 */
public record FeedLag(
    long partition, String index, long oldestMicros, int underWay, boolean filling) {}
