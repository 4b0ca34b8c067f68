package dev.stator.core.adaptive;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What can be done to partitions; never waits. */
public interface PartitionActions {
  /** A build that can neither split nor move: decisions are made and told. */
  PartitionActions NONE =
      new PartitionActions() {
        @Override
        public CompletableFuture<@Nullable Void> split(
            Resource resource, long partition, long hash) {
          return CompletableFuture.failedFuture(
              new UnsupportedOperationException("this build cannot split partitions"));
        }

        @Override
        public CompletableFuture<@Nullable Void> move(
            Resource resource, long partition, int worker) {
          return CompletableFuture.failedFuture(
              new UnsupportedOperationException("this build cannot move partitions"));
        }
      };

  /**
   * Begins to split a partition. The future completes when others have taken its place, and fails
   * with a message when it stays.
   *
   * @param hash the first of the upper half
   */
  CompletableFuture<@Nullable Void> split(Resource resource, long partition, long hash);

  /** Begins to give a partition to another worker; the future as above. */
  CompletableFuture<@Nullable Void> move(Resource resource, long partition, int worker);
}
