/**
 * The state machine of one partition: applies commands in the order of the log and answers reads
 * from the applied state. Deterministic: the same commands in the same order give the same bytes in
 * the segments. Knows no threads, no clock and no files beside its segments. Start at {@link
 * dev.stator.core.partition.Partition}.
 */
@NullMarked
package dev.stator.core.partition;

import org.jspecify.annotations.NullMarked;
