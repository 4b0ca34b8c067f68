/**
 * The threads that own partitions, and how others talk to them: commands through the log of a
 * worker, reads through its queue, answers through the mailbox of whoever asked. A partition, its
 * segments and its indexes are touched by the thread of its worker only. Start at {@link
 * dev.stator.core.worker.PartitionWorker}.
 */
@NullMarked
package dev.stator.core.worker;

import org.jspecify.annotations.NullMarked;
