/**
 * The commit log of one worker: commands are ordered, made durable in batches and only then handed
 * to the worker, through {@link dev.stator.core.journal.CommandLog}.
 *
 * <p>Invariants: indices of commands are 1, 2, 3, … without gap; a batch is written by one write,
 * forced once and delivered as a whole or not at all; what a force failed for is never delivered,
 * and nothing is committed after a failure; recovery delivers exactly the committed commands in
 * their order, plus possibly whole batches that were written and not yet acknowledged.
 *
 * <p>Start reading at {@code BatchDescriptor} and {@code LogFileDescriptor} for the bytes, {@code
 * CommitLog} for files, {@link dev.stator.core.journal.InlineCommandLog} for the order of things,
 * {@link dev.stator.core.journal.SyncCommandLog} for the pipeline.
 */
@NullMarked
package dev.stator.core.journal;

import org.jspecify.annotations.NullMarked;
