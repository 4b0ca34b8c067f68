/**
 * Summaries of full segments: which keys have their newest record of the segment where, so that a
 * partition opens without reading items. They say nothing that their segments do not say: one that
 * is missing or damaged is made anew. Start at {@link dev.stator.core.summary.SummaryFiles}; the
 * bytes are drawn in {@link dev.stator.core.summary.SummaryDescriptor}.
 */
@NullMarked
package dev.stator.core.summary;

import org.jspecify.annotations.NullMarked;
