/**
 * The search for the highest rate that holds an objective. Start reading at {@link
 * dev.stator.loadgen.search.RateSearch}.
 */
@NullMarked
package dev.stator.loadgen.search;

import org.jspecify.annotations.NullMarked;
