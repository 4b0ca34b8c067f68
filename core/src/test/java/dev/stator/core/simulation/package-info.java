/**
 * Workers, logs and partitions driven by one thread and one seed, on files that lose power or are
 * killed at any step: the same seed takes the same steps. Start at {@link
 * dev.stator.core.simulation.Simulation}.
 */
@NullMarked
package dev.stator.core.simulation;

import org.jspecify.annotations.NullMarked;
