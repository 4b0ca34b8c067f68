/**
 * The database driven by one thread and one seed, on files that lose power or are killed at any
 * step: the same seed takes the same steps. {@link dev.stator.core.simulation.Simulation} has
 * workers, logs and partitions, also while they are split; {@link
 * dev.stator.core.simulation.EngineSimulation} has the tables of an engine with catalog, backups
 * and restores.
 */
@NullMarked
package dev.stator.core.simulation;

import org.jspecify.annotations.NullMarked;
