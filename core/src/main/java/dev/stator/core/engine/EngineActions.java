package dev.stator.core.engine;

import dev.stator.core.adaptive.PartitionActions;
import dev.stator.core.adaptive.Resource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lets the adaptive capacity controller split and move partitions. */
final class EngineActions implements PartitionActions {
  private final PartitionSplits splits;

  EngineActions(PartitionSplits splits) {
    this.splits = splits;
  }

  @Override
  public CompletableFuture<@Nullable Void> split(Resource resource, long partition, long hash) {
    return change(resource, partition, List.of(hash), -1);
  }

  @Override
  public CompletableFuture<@Nullable Void> move(Resource resource, long partition, int worker) {
    return change(resource, partition, List.of(), worker);
  }

  private CompletableFuture<@Nullable Void> change(
      Resource resource, long partition, List<Long> bounds, int worker) {
    return splits
        .split(new SplitRequest(resource.table(), resource.index(), partition, bounds, worker))
        .thenCompose(
            outcome ->
                switch (outcome) {
                  case SplitOutcome.Done _ -> CompletableFuture.completedFuture(null);
                  case SplitOutcome.Refused refused ->
                      CompletableFuture.failedFuture(
                          new IllegalStateException(refused.reason().text()));
                });
  }
}
