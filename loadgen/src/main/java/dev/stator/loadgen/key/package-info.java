/**
 * Which items requests go to: numbers of items under a distribution, reproducible from a seed.
 * Start reading at {@link dev.stator.loadgen.key.KeyDistribution}.
 */
@NullMarked
package dev.stator.loadgen.key;

import org.jspecify.annotations.NullMarked;
