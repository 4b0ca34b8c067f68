package dev.stator.core.partition;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ExpressionCodec;
import dev.stator.core.expression.Update;
import dev.stator.core.expression.UpdateEvaluator;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Limits;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * The items of one range of partition keys. A partition of a global index is the same with entries
 * for items.
 *
 * <p>Applying a command is a function of the state and the command alone, see the package. Used by
 * the thread of one worker.
 */
public final class Partition implements AutoCloseable {
  /** What stands for no location in a record. */
  public static final long NO_LOCATION = StoredItems.NONE;

  private static final String CONDITION_FAILED = "The conditional request failed";
  private static final String UPDATED_ITEM_TOO_LARGE =
      "Item size to update has exceeded the maximum allowed size";
  private static final String OUT_OF_ORDER = "A change of the index before this one is missing.";

  private final long id;
  private final KeySchema keys;
  private final StoredItems items;
  private final RecordView current;
  private final Long2LongHashMap sources = new Long2LongHashMap(0);
  private final ConditionEvaluator conditions = new ConditionEvaluator();
  private final UpdateEvaluator updates = new UpdateEvaluator();
  private final ExpandableArrayBuffer updated = new ExpandableArrayBuffer(4096);
  private boolean failed;

  private Partition(PartitionConfig config, PartitionState state, StoredItems items) {
    this.id = config.id();
    this.keys = config.keys();
    this.items = items;
    this.current = items.current();
    state.sources().forEach((source, last) -> sources.put(source.longValue(), last.longValue()));
  }

  /**
   * Opens a partition as the checkpoint left it: what its segments hold beyond is cut, the commands
   * after the checkpoint are to be applied again.
   *
   * @throws dev.stator.core.error.StorageException when a segment is damaged
   */
  public static Partition open(
      FileStore store, PartitionConfig config, PartitionState state, PageArena arena) {
    return new Partition(config, state, StoredItems.open(store, config, state, arena));
  }

  /**
   * Applies one command and writes what the command asks for into the reply.
   *
   * @throws dev.stator.core.error.StorageException when the record cannot be stored; the partition
   *     must not be used any more then
   */
  public void apply(CommandView command, Reply reply) {
    switch (command.type()) {
      case CommandDescriptor.PUT, CommandDescriptor.UPDATE, CommandDescriptor.DELETE ->
          write(command, reply);
      case CommandDescriptor.INDEX -> applyIndex(command, reply);
      default -> throw new IllegalArgumentException("command type " + command.type());
    }
  }

  private void write(CommandView command, Reply reply) {
    long location = items.find(command.buffer(), command.keyOffset(), command.keyLength());
    boolean exists = location != StoredItems.NONE;
    if (command.conditionLength() > 0 && !holds(command, exists)) {
      failCondition(command, exists, reply);
      return;
    }
    if (exists && (command.images() & Images.OLD) != 0) {
      reply.copyOldImage(current.buffer(), current.itemOffset(), current.itemLength());
    }
    try {
      switch (command.type()) {
        case CommandDescriptor.PUT -> put(command, location, reply);
        case CommandDescriptor.UPDATE -> update(command, location, reply);
        default -> delete(command, location, reply);
      }
    } catch (RequestException e) {
      reply.clear();
      reply.sizes(exists ? current.itemSize() : 0, 0);
      reply.refuse(e.code(), e.getMessage());
    }
  }

  private boolean holds(CommandView command, boolean exists) {
    Condition condition =
        ExpressionCodec.viewCondition(
            command.buffer(), command.conditionOffset(), command.conditionLength());
    return exists
        ? conditions.test(condition, current.buffer(), current.itemOffset(), current.itemLength())
        : conditions.test(condition, command.buffer(), command.keyOffset(), 0);
  }

  private void failCondition(CommandView command, boolean exists, Reply reply) {
    reply.refuse(ErrorCode.CONDITIONAL_CHECK_FAILED, CONDITION_FAILED);
    reply.sizes(exists ? current.itemSize() : 0, command.itemSize());
    if (exists && (command.images() & Images.ON_FAILURE) != 0) {
      reply.copyOldImage(current.buffer(), current.itemOffset(), current.itemLength());
    }
  }

  private void put(CommandView command, long location, Reply reply) {
    store(
        command,
        location,
        command.buffer(),
        command.itemOffset(),
        command.itemLength(),
        command.itemSize(),
        reply);
  }

  private void update(CommandView command, long location, Reply reply) {
    Update update =
        ExpressionCodec.viewUpdate(
            command.buffer(), command.programOffset(), command.programLength());
    int length =
        location == StoredItems.NONE
            ? updates.applyToNew(
                update, command.buffer(), command.itemOffset(), command.itemLength(), updated, 0)
            : updates.apply(
                update, current.buffer(), current.itemOffset(), current.itemLength(), updated, 0);
    int size = ItemScanner.size(updated, 0, length);
    if (size > Limits.MAX_ITEM_SIZE) {
      throw RequestException.validation(UPDATED_ITEM_TOO_LARGE);
    }
    Guards.check(command.buffer(), command.guardsOffset(), command.guardsLength(), updated, length);
    store(command, location, updated, 0, length, size, reply);
  }

  private void store(
      CommandView command,
      long location,
      DirectBuffer item,
      int itemOffset,
      int itemLength,
      int itemSize,
      Reply reply) {
    int oldSize = location == StoredItems.NONE ? 0 : current.itemSize();
    items.put(command, location, item, itemOffset, itemLength, itemSize);
    reply.sizes(oldSize, itemSize);
    if ((command.images() & Images.NEW) != 0) {
      reply.copyNewImage(item, itemOffset, itemLength);
    }
  }

  private void delete(CommandView command, long location, Reply reply) {
    if (location != StoredItems.NONE) {
      reply.sizes(current.itemSize(), 0);
      items.remove(command, command.keyOffset(), command.keyLength(), location);
    }
  }

  /** Applies the change of an index entry once, however often it is sent, and none out of order. */
  private void applyIndex(CommandView command, Reply reply) {
    long applied = sources.get(command.sourcePartition());
    if (command.sourceSequence() <= applied) {
      return;
    }
    if (command.sourcePredecessor() > applied) {
      reply.refuse(ErrorCode.INTERNAL_SERVER_ERROR, OUT_OF_ORDER);
      return;
    }
    if (command.removedKeyLength() > 0) {
      removeEntry(command);
    }
    if (command.keyLength() > 0) {
      long location = items.find(command.buffer(), command.keyOffset(), command.keyLength());
      items.put(
          command,
          location,
          command.buffer(),
          command.itemOffset(),
          command.itemLength(),
          command.itemSize());
    }
    sources.put(command.sourcePartition(), command.sourceSequence());
  }

  private void removeEntry(CommandView command) {
    int keyOffset = command.removedKeyOffset();
    int keyLength = command.removedKeyLength();
    long location = items.find(command.buffer(), keyOffset, keyLength);
    if (location != StoredItems.NONE) {
      items.remove(command, keyOffset, keyLength, location);
    }
  }

  public long id() {
    return id;
  }

  public KeySchema keys() {
    return keys;
  }

  public SegmentLog log() {
    return items.log();
  }

  OrderedIndex tree() {
    return items.tree();
  }

  LocalTree localTree(int ordinal) {
    return items.localTree(ordinal);
  }

  /** The sequence number of the last record. */
  public long sequence() {
    return items.sequence();
  }

  /** Whether a command could not be applied; what follows it must not be applied either. */
  public boolean hasFailed() {
    return failed;
  }

  public void fail() {
    failed = true;
  }

  /** Live items; may be asked by any thread. */
  public long itemCount() {
    return items.itemCount();
  }

  /** DynamoDB's size of the live items, bytes; may be asked by any thread. */
  public long itemBytes() {
    return items.itemBytes();
  }

  /** What a checkpoint must keep, as of now. */
  public PartitionState state() {
    Map<Long, Long> applied = new HashMap<>();
    sources.forEachLong(applied::put);
    return new PartitionState(id, items.log().head(), items.sequence(), items.timestamp(), applied);
  }

  @Override
  public void close() {
    items.close();
  }
}
