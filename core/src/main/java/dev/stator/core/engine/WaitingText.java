package dev.stator.core.engine;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.SubCommands;
import dev.stator.core.worker.WaitingCommand;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;

/** Shows a command that waits to a person. */
final class WaitingText {
  private final WaitingCommand waiting;
  private final CommandView command;
  private final Set<Long> partitions = new TreeSet<>();

  WaitingText(WaitingCommand waiting) {
    this.waiting = waiting;
    this.command = new CommandView().wrap(new UnsafeBuffer(waiting.bytes()), 0);
    if (command.type() == CommandDescriptor.MULTI) {
      CommandView part = new CommandView();
      SubCommands parts = new SubCommands().wrap(command);
      while (parts.next(part)) {
        partitions.add(part.partition());
      }
    } else {
      partitions.add(command.partition());
    }
  }

  boolean concerns(Set<Long> some) {
    return partitions.stream().anyMatch(some::contains);
  }

  @Override
  public String toString() {
    byte[] key = new byte[command.keyLength()];
    command.buffer().getBytes(command.keyOffset(), key);
    return "index=%d, type=%d, partitions=%s, key=%s, %s"
        .formatted(
            waiting.index(),
            command.type(),
            partitions,
            KeyText.of(key),
            waiting.told() ? "refused to its sender" : "perhaps acknowledged to its sender");
  }
}
