package dev.stator.core.worker;

/** Workers without files that no engine owns. */
final class LooseWorker {
  private LooseWorker() {}

  static PartitionWorker create(Mailboxes mailboxes) {
    return new PartitionWorker(
        new WorkerConfig("loose", 0, 16, () -> 0, 0),
        mailboxes,
        new Checkpointing(1 << 20, Runnable::run, () -> {}, checkpoint -> {}),
        new UpkeepConfig(Runnable::run, false));
  }
}
