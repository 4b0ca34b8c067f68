package dev.stator.core.worker;

import java.util.concurrent.Executor;

/**
 * How a worker keeps its partitions in order.
 *
 * @param background reads, writes and deletes files beside the worker
 * @param steps is told what it reads; used on that thread
 * @param summaries whether segments get summaries: not where nothing is opened again
 */
public record UpkeepConfig(Executor background, Steps steps, boolean summaries) {}
