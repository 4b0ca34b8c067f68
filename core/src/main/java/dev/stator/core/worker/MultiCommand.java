package dev.stator.core.worker;

import dev.stator.core.command.CommandView;
import dev.stator.core.command.SubCommands;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries out transactions whose items are all with one worker: decides all writes first, makes
 * sure that there is room for them, and writes only if all may. Atomic, since the thread does
 * nothing else meanwhile and the log has the whole transaction as one command.
 */
final class MultiCommand {
  private final Long2ObjectHashMap<Partition> partitions;
  private final SubCommands commands = new SubCommands();
  private final CommandView command = new CommandView();

  /**
   * @param partitions those of the worker
   */
  MultiCommand(Long2ObjectHashMap<Partition> partitions) {
    this.partitions = partitions;
  }

  /**
   * Applies a MULTI command. The reply has a part for each write; its own error says that nothing
   * was written.
   *
   * @throws dev.stator.core.error.NoRoomException when there is no room; nothing is changed then
   * @throws RuntimeException when a write fails; no partition of it must be used any more then
   */
  void apply(CommandView multi, Reply reply) {
    if (!begin(multi, reply)) {
      return;
    }
    boolean agreed = true;
    commands.wrap(multi);
    for (int i = 0; commands.next(command); i++) {
      agreed &= partition().mayWrite(command, reply.part(i));
    }
    if (!agreed) {
      reply.refuse(ErrorCode.TRANSACTION_CANCELED, "");
      return;
    }
    commands.wrap(multi);
    while (commands.next(command)) {
      partition().ensureRoom();
    }
    commands.wrap(multi);
    for (int i = 0; commands.next(command); i++) {
      partition().writeDecided(command, reply.part(i));
    }
  }

  private boolean begin(CommandView multi, Reply reply) {
    commands.wrap(multi);
    while (commands.next(command)) {
      @Nullable Partition partition = partitions.get(command.partition());
      if (partition == null) {
        reply.refuse(ErrorCode.RESOURCE_NOT_FOUND, PartitionWorker.NOT_FOUND);
        return false;
      }
      if (partition.gate() == Gate.CLOSED) {
        reply.move(partition.id());
        return false;
      }
      partition.begin();
    }
    return true;
  }

  /** The partition of {@link #command}, which {@link #begin} has seen. */
  private Partition partition() {
    Partition partition = partitions.get(command.partition());
    if (partition == null) {
      throw new IllegalStateException("no partition " + command.partition());
    }
    return partition;
  }
}
