package dev.stator.core.worker;

import java.util.concurrent.Executor;

/**
 * How a worker keeps its partitions in order.
 *
 * @param background reads, writes and deletes files beside the worker
 * @param summaries whether segments get summaries: not where nothing is opened again
 */
public record UpkeepConfig(Executor background, boolean summaries) {}
