package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.Images;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ExpressionCodec;
import dev.stator.core.expression.UpdateEvaluator;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Limits;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.Long2LongHashMap;

/**
 * The items of one range of partition keys: their records in segments, the index from key to
 * record, and the trees of the local indexes. A partition of a global index is the same with
 * entries for items.
 *
 * <p>Applying a command is a function of the state and the command alone, see the package. Used by
 * the thread of one worker.
 */
public final class Partition implements AutoCloseable {
  private static final String CONDITION_FAILED = "The conditional request failed";
  private static final String UPDATED_ITEM_TOO_LARGE =
      "Item size to update has exceeded the maximum allowed size";
  private static final long NO_SEQUENCE = -1;

  private final long id;
  private final KeySchema keys;
  private final SegmentLog log;
  private final OrderedIndex tree;
  private final LocalTree[] localTrees;
  private final Long2LongHashMap sources = new Long2LongHashMap(NO_SEQUENCE);
  private final ConditionEvaluator conditions = new ConditionEvaluator();
  private final UpdateEvaluator updates = new UpdateEvaluator();
  private final RecordView current = new RecordView();
  private final ExpandableArrayBuffer updated = new ExpandableArrayBuffer(4096);
  private long sequence;
  private long timestamp;
  private volatile long itemCount;
  private volatile long itemBytes;
  private boolean failed;

  private Partition(
      FileStore store, PartitionConfig config, PartitionState state, PageArena arena) {
    this.id = config.id();
    this.keys = config.keys();
    this.tree = new OrderedIndex(arena);
    List<LocalTree> locals = new ArrayList<>();
    for (LocalIndex index : config.localIndexes()) {
      locals.add(new LocalTree(config.keys(), index, arena));
    }
    this.localTrees = locals.toArray(LocalTree[]::new);
    this.sequence = state.sequence();
    this.timestamp = state.timestamp();
    state.sources().forEach((source, last) -> sources.put(source.longValue(), last.longValue()));
    this.log =
        SegmentLog.open(
            store,
            config.directory(),
            config.segments(),
            config.id(),
            state.head(),
            (location, record) -> {});
    restore();
  }

  /**
   * Opens a partition as the checkpoint left it: what its segments hold beyond is cut, the commands
   * after the checkpoint are to be applied again.
   *
   * @throws dev.stator.core.error.StorageException when a segment is damaged
   */
  public static Partition open(
      FileStore store, PartitionConfig config, PartitionState state, PageArena arena) {
    return new Partition(store, config, state, arena);
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
      case CommandDescriptor.INDEX -> applyIndex(command);
      default -> throw new IllegalArgumentException("command type " + command.type());
    }
  }

  private void write(CommandView command, Reply reply) {
    long location = tree.get(command.buffer(), command.keyOffset(), command.keyLength());
    boolean exists = location != OrderedIndex.NONE;
    if (exists) {
      log.read(location, current);
    }
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
        ExpressionCodec.decodeCondition(
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
    boolean exists = location != OrderedIndex.NONE;
    DirectBuffer before = exists ? current.buffer() : command.buffer();
    int length =
        updates.apply(
            ExpressionCodec.decodeUpdate(
                command.buffer(), command.programOffset(), command.programLength()),
            before,
            exists ? current.itemOffset() : command.itemOffset(),
            exists ? current.itemLength() : command.itemLength(),
            updated,
            0);
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
    int oldSize = location == OrderedIndex.NONE ? 0 : current.itemSize();
    long stored =
        append(
            PUT,
            command,
            command.keyOffset(),
            command.keyLength(),
            location,
            item,
            itemOffset,
            itemLength,
            itemSize);
    tree.put(command.buffer(), command.keyOffset(), command.keyLength(), stored);
    for (LocalTree local : localTrees) {
      if (location != OrderedIndex.NONE) {
        local.remove(current);
      }
      local.put(item, itemOffset, itemLength, stored);
    }
    count(location == OrderedIndex.NONE ? 1 : 0, itemSize - oldSize);
    reply.sizes(oldSize, itemSize);
    if ((command.images() & Images.NEW) != 0) {
      reply.copyNewImage(item, itemOffset, itemLength);
    }
  }

  private void delete(CommandView command, long location, Reply reply) {
    if (location == OrderedIndex.NONE) {
      return;
    }
    int oldSize = current.itemSize();
    remove(command, command.keyOffset(), command.keyLength(), location);
    reply.sizes(oldSize, 0);
  }

  /** Removes the item that {@link #current} shows. */
  private void remove(CommandView command, int keyOffset, int keyLength, long location) {
    int oldSize = current.itemSize();
    append(TOMBSTONE, command, keyOffset, keyLength, location, command.buffer(), keyOffset, 0, 0);
    tree.remove(command.buffer(), keyOffset, keyLength);
    for (LocalTree local : localTrees) {
      local.remove(current);
    }
    count(-1, -oldSize);
  }

  private long append(
      byte type,
      CommandView command,
      int keyOffset,
      int keyLength,
      long previous,
      DirectBuffer item,
      int itemOffset,
      int itemLength,
      int itemSize) {
    timestamp = Math.max(timestamp, command.timestamp());
    long location =
        log.append(
            type,
            sequence + 1,
            timestamp,
            previous,
            itemSize,
            command.buffer(),
            keyOffset,
            keyLength,
            item,
            itemOffset,
            itemLength);
    sequence++;
    return location;
  }

  /** Applies the change of an index entry once, however often it is sent. */
  private void applyIndex(CommandView command) {
    if (command.sourceSequence() <= sources.get(command.sourcePartition())) {
      return;
    }
    if (command.removedKeyLength() > 0) {
      int keyOffset = command.removedKeyOffset();
      int keyLength = command.removedKeyLength();
      long location = tree.get(command.buffer(), keyOffset, keyLength);
      if (location != OrderedIndex.NONE) {
        log.read(location, current);
        remove(command, keyOffset, keyLength, location);
      }
    }
    if (command.keyLength() > 0) {
      putEntry(command);
    }
    sources.put(command.sourcePartition(), command.sourceSequence());
  }

  private void putEntry(CommandView command) {
    long location = tree.get(command.buffer(), command.keyOffset(), command.keyLength());
    int oldSize = 0;
    if (location != OrderedIndex.NONE) {
      log.read(location, current);
      oldSize = current.itemSize();
    }
    long stored =
        append(
            PUT,
            command,
            command.keyOffset(),
            command.keyLength(),
            location,
            command.buffer(),
            command.itemOffset(),
            command.itemLength(),
            command.itemSize());
    tree.put(command.buffer(), command.keyOffset(), command.keyLength(), stored);
    count(location == OrderedIndex.NONE ? 1 : 0, command.itemSize() - oldSize);
  }

  /** Builds the indexes from the records of the segments. */
  private void restore() {
    RecordCursor cursor = log.cursor(0);
    RecordView record = new RecordView();
    while (cursor.next(record)) {
      restore(record.location(), record);
    }
  }

  private void restore(long location, RecordView record) {
    DirectBuffer buffer = record.buffer();
    long previous =
        record.type() == PUT
            ? tree.put(buffer, record.keyOffset(), record.keyLength(), location)
            : tree.remove(buffer, record.keyOffset(), record.keyLength());
    int oldSize = 0;
    if (previous != OrderedIndex.NONE) {
      log.read(previous, current);
      oldSize = current.itemSize();
      for (LocalTree local : localTrees) {
        local.remove(current);
      }
    }
    if (record.type() == PUT) {
      for (LocalTree local : localTrees) {
        local.put(record.buffer(), record.itemOffset(), record.itemLength(), location);
      }
      count(previous == OrderedIndex.NONE ? 1 : 0, record.itemSize() - oldSize);
    } else if (previous != OrderedIndex.NONE) {
      count(-1, -oldSize);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer; volatile so that others may look
  private void count(int items, int bytes) {
    itemCount += items;
    itemBytes += bytes;
  }

  public long id() {
    return id;
  }

  public KeySchema keys() {
    return keys;
  }

  public SegmentLog log() {
    return log;
  }

  OrderedIndex tree() {
    return tree;
  }

  LocalTree localTree(int ordinal) {
    return localTrees[ordinal];
  }

  /** The sequence number of the last record. */
  public long sequence() {
    return sequence;
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
    return itemCount;
  }

  /** DynamoDB's size of the live items, bytes; may be asked by any thread. */
  public long itemBytes() {
    return itemBytes;
  }

  /** What a checkpoint must keep, as of now. */
  public PartitionState state() {
    Map<Long, Long> applied = new HashMap<>();
    sources.forEachLong(applied::put);
    return new PartitionState(id, log.head(), sequence, timestamp, applied);
  }

  @Override
  public void close() {
    tree.close();
    for (LocalTree local : localTrees) {
      local.close();
    }
    log.close();
  }
}
