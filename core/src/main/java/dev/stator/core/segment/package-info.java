/**
 * The records of one partition, append-only, in memory-mapped segment files that grow. Start
 * reading at {@link dev.stator.core.segment.SegmentLog}; the bytes are drawn in {@link
 * dev.stator.core.segment.SegmentDescriptor} and {@link dev.stator.core.segment.RecordDescriptor}.
 *
 * <ul>
 *   <li>A log has one owner, a thread; only {@link dev.stator.core.segment.Checkpoint#force} and
 *       the creation of the next file may run elsewhere.
 *   <li>A record never changes once its length is stored, and keeps its location.
 *   <li>The same appends give the same bytes: no clock, no random value, no timing decides them.
 *   <li>Behind the last record every byte of a segment is zero.
 *   <li>Only the owner unmaps, by closing the log.
 * </ul>
 */
@NullMarked
package dev.stator.core.segment;

import org.jspecify.annotations.NullMarked;
