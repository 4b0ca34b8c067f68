/**
 * Verdicts on measurements: objectives, the search for the highest rate that holds them, the
 * comparison of two runs, and the capacity that a load needs. Start reading at {@link
 * dev.stator.loadgen.judge.Objective}.
 */
@NullMarked
package dev.stator.loadgen.judge;

import org.jspecify.annotations.NullMarked;
