package dev.stator.core.worker;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The thread in the background that forces segments and writes checkpoints.
 *
 * @param executor runs what it does
 * @param waiter waits for what it does
 * @param steps is told of the steps in which it forces; used on this thread
 */
public record CheckpointThread(
    Executor executor, Consumer<CompletableFuture<Void>> waiter, Steps steps) {}
