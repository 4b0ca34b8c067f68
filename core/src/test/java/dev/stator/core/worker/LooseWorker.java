package dev.stator.core.worker;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.InlineCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.model.KeySchema;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.SystemNanoClock;

/** Workers that no engine owns. */
final class LooseWorker {
  private LooseWorker() {}

  /** One without files. */
  static PartitionWorker create(Mailboxes mailboxes) {
    return new PartitionWorker(
        new WorkerConfig("loose", 0, 16, () -> 0, 0, SystemNanoClock.INSTANCE),
        mailboxes,
        new Checkpointing(
            1 << 20,
            new CheckpointThread(Runnable::run, CompletableFuture::join, Steps.UNPACED),
            () -> {},
            checkpoint -> {}),
        new UpkeepConfig(Runnable::run, Steps.UNPACED, false));
  }

  /** One without a thread that has a log and one empty partition. */
  static PartitionWorker owning(
      long partition, KeySchema keys, FileStore store, Mailboxes mailboxes) {
    PartitionWorker worker = create(mailboxes);
    worker.own(open(partition, keys, store, worker.arena()));
    CommitLogConfig config = new CommitLogConfig(16 << 10, 32 << 10, 1024, 2, 0);
    Path log = Path.of("/data/workers/" + partition);
    worker.take(
        InlineCommandLog.openAlone(new LogPlace(store, log, config, 0), worker, () -> partition));
    return worker;
  }

  /** An empty partition. */
  static Partition open(long id, KeySchema keys, FileStore store, PageArena pages) {
    return Partition.open(
        store,
        new PartitionConfig(
            id,
            Path.of("/data/partitions/" + id),
            keys,
            List.of(),
            new SegmentConfig(4096, 4096, null)),
        PartitionState.empty(id),
        pages);
  }
}
