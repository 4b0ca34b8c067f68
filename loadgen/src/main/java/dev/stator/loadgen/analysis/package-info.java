/**
 * What follows from results that were kept: the difference between two, and the capacity that the
 * traffic of one needs. Start reading at {@link dev.stator.loadgen.analysis.Comparison}.
 */
@NullMarked
package dev.stator.loadgen.analysis;

import org.jspecify.annotations.NullMarked;
