package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Partition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Steps of transactions that there was no room for: they are given to the log again and again while
 * their partitions can apply them, since items stay locked until they are carried out. Used by the
 * thread of the worker.
 */
final class RetriedCommands {
  private static final long RETRY_NS = 100_000_000;

  private final Long2ObjectHashMap<Partition> partitions;
  private final NanoClock nanoClock;
  private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
  private final CommandView command = new CommandView();
  private List<byte[]> commands = new ArrayList<>();
  private long retryAtNs;

  /**
   * @param partitions those of the worker
   */
  RetriedCommands(Long2ObjectHashMap<Partition> partitions, NanoClock nanoClock) {
    this.partitions = partitions;
    this.nanoClock = nanoClock;
  }

  /** Whether a command ends a transaction, which must not be given up. */
  static boolean isOutcome(CommandView command) {
    return command.type() == CommandDescriptor.COMMIT || command.type() == CommandDescriptor.ABORT;
  }

  /** Takes a command whose sender has got a reply already. */
  void addForNobody(DirectBuffer source, int offset, int length) {
    byte[] bytes = new byte[length];
    source.getBytes(offset, bytes);
    Arrays.fill(bytes, CommandDescriptor.TICKET_OFFSET, Long.BYTES, (byte) 0);
    add(bytes);
  }

  void add(byte[] bytes) {
    commands.add(bytes);
    retryAtNs = nanoClock.nanoTime() + RETRY_NS;
  }

  /** Gives them to the log again when it is time; returns how many it took. */
  int poll(CommandLog log) {
    if (commands.isEmpty() || nanoClock.nanoTime() - retryAtNs < 0) {
      return 0;
    }
    retryAtNs = nanoClock.nanoTime() + RETRY_NS;
    List<byte[]> left = new ArrayList<>();
    for (byte[] bytes : commands) {
      buffer.wrap(bytes);
      if (isHeldUp(partitions.get(command.wrap(buffer, 0).partition()))
          || log.offer(buffer, 0, bytes.length) != CommandLog.Offer.ACCEPTED) {
        left.add(bytes);
      }
    }
    int taken = commands.size() - left.size();
    commands = left;
    return taken;
  }

  private static boolean isHeldUp(@Nullable Partition partition) {
    return partition != null && partition.isHeldUp();
  }

  /** The longest time the worker may sleep, nanoseconds. */
  long maxSleepNs() {
    return commands.isEmpty() ? Long.MAX_VALUE : RETRY_NS;
  }
}
