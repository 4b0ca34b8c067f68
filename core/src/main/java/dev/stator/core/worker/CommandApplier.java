package dev.stator.core.worker;

import static dev.stator.core.partition.PartitionCondition.FAILED;
import static dev.stator.core.partition.PartitionCondition.SHORT_OF_ROOM;
import static dev.stator.core.partition.PartitionCondition.WAITING;
import static dev.stator.core.partition.PartitionCondition.WRITABLE;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.SubCommands;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.NoRoomException;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionCondition;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the committed commands of one worker to its partitions, each partition's in their order.
 * What a partition cannot apply waits, and what comes after it for the same partition too: until
 * the disk has room, or, when the partition has failed, until it is opened anew. All others go on.
 *
 * <p>A partition so stays a function of its commands, and a checkpoint can be taken at any time: it
 * keeps the commands that wait. Used by the thread of the worker.
 */
final class CommandApplier {
  private static final Logger LOG = LoggerFactory.getLogger(CommandApplier.class);

  /** How often it looks whether there is room. */
  static final long RETRY_NS = 200_000_000;

  /** How many waiting commands are applied before the worker does something else. */
  private static final int RETRY_BATCH = 512;

  private final Long2ObjectHashMap<Partition> partitions;
  private final LongConsumer changed;
  private final NanoClock nanoClock;
  private final MultiCommand multi;
  private final SubCommands parts = new SubCommands();
  private final CommandView part = new CommandView();
  private final Reply unread = new Reply();
  private final CommandView again = new CommandView();
  private final UnsafeBuffer againBuffer = new UnsafeBuffer(0, 0);
  private final LongPredicate mark = this::isNotMarked;
  private final LongHashSet heldUp = new LongHashSet();
  private final List<Partition> shortOnes = new ArrayList<>();
  private List<WaitingCommand> waiting = new ArrayList<>();
  private long retryAtNs;

  /**
   * @param partitions those of the worker
   * @param changed is told the ids of partitions that a command is about to change, or that take
   *     commands again
   */
  CommandApplier(
      Long2ObjectHashMap<Partition> partitions, LongConsumer changed, NanoClock nanoClock) {
    this.partitions = partitions;
    this.changed = changed;
    this.nanoClock = nanoClock;
    this.multi = new MultiCommand(partitions);
  }

  /**
   * Takes the commands that waited when a checkpoint was taken, and applies those that can be
   * applied now.
   */
  void begin(List<WaitingCommand> fromCheckpoint) {
    for (WaitingCommand command : fromCheckpoint) {
      waiting.add(command);
      wrap(command);
      holdUp(again, command.told());
    }
    int applied;
    do {
      applied = retryWaiting();
    } while (applied == RETRY_BATCH);
  }

  /**
   * Applies a command, or lets it wait, which the reply says then.
   *
   * @param told whether whoever sent it will read the reply
   */
  void apply(CommandView command, long index, int length, boolean told, Reply reply) {
    if (!isHeldUp(command) && hasApplied(command, index, reply)) {
      return;
    }
    byte[] bytes = new byte[length];
    command.buffer().getBytes(command.offset(), bytes);
    waiting.add(new WaitingCommand(index, told, bytes));
    holdUp(command, told);
    reply.clear();
    reply.refuse(
        ErrorCode.INTERNAL_SERVER_ERROR,
        anyHas(command, FAILED) ? Partition.FAILED : Partition.NO_ROOM_NOW);
  }

  /** Does what has become possible; returns the number of commands applied. */
  int poll() {
    if ((waiting.isEmpty() && shortOnes.isEmpty()) || nanoClock.nanoTime() - retryAtNs < 0) {
      return 0;
    }
    shortOnes.removeIf(this::hasRoomAgain);
    int applied = retryWaiting();
    if (applied < RETRY_BATCH) {
      retryAtNs = nanoClock.nanoTime() + RETRY_NS;
    }
    return applied;
  }

  /** The longest time the worker may sleep, nanoseconds. */
  long maxSleepNs() {
    return waiting.isEmpty() && shortOnes.isEmpty() ? Long.MAX_VALUE : RETRY_NS;
  }

  /** The commands that wait, in their order. */
  List<WaitingCommand> waiting() {
    return waiting;
  }

  /** Lets go of the commands that wait for a partition alone, which is given up. */
  void forget(Partition partition) {
    shortOnes.remove(partition);
    waiting.removeIf(
        command -> {
          wrap(command);
          return again.type() != CommandDescriptor.MULTI && again.partition() == partition.id();
        });
  }

  private boolean hasApplied(CommandView command, long index, Reply reply) {
    any(command, mark);
    try {
      if (command.type() == CommandDescriptor.MULTI) {
        multi.apply(command, reply);
      } else {
        applyOne(command, reply);
      }
      return true;
    } catch (NoRoomException e) {
      LOG.warn(
          "no room for command {} of partition {}, which waits: {}",
          index,
          command.partition(),
          e.getMessage());
    } catch (RuntimeException | Error e) {
      forEachPartition(command, Partition::fail);
      LOG.error(
          "partition {} stopped at command {} of type {}: it takes no writes until it is opened anew",
          command.partition(),
          index,
          command.type(),
          e);
    }
    return false;
  }

  /** Says that the partition is about to change; false, to go on with the next. */
  private boolean isNotMarked(long partition) {
    changed.accept(partition);
    return false;
  }

  private void applyOne(CommandView command, Reply reply) {
    Partition partition = partitions.get(command.partition());
    if (partition == null) {
      reply.refuse(ErrorCode.RESOURCE_NOT_FOUND, PartitionWorker.NOT_FOUND);
      return;
    }
    partition.apply(command, reply);
    if (partition.log().isShortOfRoom() && partition.condition() == WRITABLE) {
      LOG.warn("partition {} takes no writes until the disk has room", partition.id());
      partition.condition(SHORT_OF_ROOM);
      shortOnes.add(partition);
    }
  }

  private boolean hasRoomAgain(Partition partition) {
    if (partition.condition() != SHORT_OF_ROOM) {
      return true; // what waits for it says when it goes on
    }
    if (partition.log().isShortOfRoom()) {
      partition.log().prepareAgain();
      return false;
    }
    LOG.info("partition {} takes writes again", partition.id());
    partition.condition(WRITABLE);
    changed.accept(partition.id());
    return true;
  }

  /** Applies waiting commands in their order, until there is no room again. */
  private int retryWaiting() {
    heldUp.clear();
    List<WaitingCommand> left = new ArrayList<>();
    int applied = 0;
    boolean room = true;
    for (WaitingCommand command : waiting) {
      wrap(command);
      room &= applied < RETRY_BATCH;
      if (room && isFree(again)) {
        unread.clear();
        if (hasApplied(again, command.index(), unread)) {
          applied++;
          continue;
        }
        room = anyHas(again, FAILED); // else the disk is full, for all of them
      }
      left.add(command);
      forEachPartition(again, partition -> heldUp.add(partition.id()));
    }
    waiting = left;
    release();
    return applied;
  }

  /** Whether none of its partitions has failed or an earlier command that waits. */
  private boolean isFree(CommandView command) {
    return !anyHas(command, FAILED) && !any(command, id -> heldUp.contains(id));
  }

  /** Lets the partitions go on for which nothing waits any more. */
  private void release() {
    for (Partition partition : partitions.values()) {
      if (partition.condition() == WAITING && !heldUp.contains(partition.id())) {
        LOG.info("partition {} takes writes again", partition.id());
        partition.behind(false);
        partition.condition(WRITABLE);
        changed.accept(partition.id());
      }
    }
  }

  private void holdUp(CommandView command, boolean told) {
    forEachPartition(
        command,
        partition -> {
          if (partition.condition() != FAILED) {
            partition.condition(WAITING);
          }
          if (!told) {
            partition.behind(true);
          }
        });
  }

  private boolean isHeldUp(CommandView command) {
    return !waiting.isEmpty() && (anyHas(command, FAILED) || anyHas(command, WAITING));
  }

  private boolean anyHas(CommandView command, PartitionCondition condition) {
    return any(
        command,
        id -> {
          Partition partition = partitions.get(id);
          return partition != null && partition.condition() == condition;
        });
  }

  /** Whether it is so of any of the partitions of a command, by their ids. */
  private boolean any(CommandView command, LongPredicate question) {
    if (command.type() != CommandDescriptor.MULTI) {
      return question.test(command.partition());
    }
    parts.wrap(command);
    while (parts.next(part)) {
      if (question.test(part.partition())) {
        return true;
      }
    }
    return false;
  }

  private void forEachPartition(CommandView command, Consumer<Partition> what) {
    any(
        command,
        id -> {
          Partition partition = partitions.get(id);
          if (partition != null) {
            what.accept(partition);
          }
          return false;
        });
  }

  private void wrap(WaitingCommand command) {
    againBuffer.wrap(command.bytes());
    again.wrap(againBuffer, 0);
  }
}
