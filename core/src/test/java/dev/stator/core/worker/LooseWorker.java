package dev.stator.core.worker;

import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.SystemNanoClock;

/** Workers without files that no engine owns. */
final class LooseWorker {
  private LooseWorker() {}

  static PartitionWorker create(Mailboxes mailboxes) {
    return new PartitionWorker(
        new WorkerConfig("loose", 0, 16, () -> 0, 0, SystemNanoClock.INSTANCE),
        mailboxes,
        new Checkpointing(
            1 << 20,
            new CheckpointThread(Runnable::run, CompletableFuture::join, Steps.UNPACED),
            () -> {},
            checkpoint -> {}),
        new UpkeepConfig(Runnable::run, false));
  }
}
