package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.COPY;
import static dev.stator.core.segment.RecordDescriptor.NO_FLAGS;
import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;

import dev.stator.core.command.CommandView;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.Summary;
import dev.stator.core.summary.SummaryFiles;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The items of one partition: their records in segments, the index from key to record and the trees
 * of the local indexes, changed together.
 */
final class StoredItems implements AutoCloseable {
  /** No record has the key. */
  static final long NONE = OrderedIndex.NONE;

  private final SegmentLog log;
  private final OrderedIndex tree;
  private final LocalTree[] localTrees;
  private final RecordView current = new RecordView();
  private long sequence;
  private long timestamp;
  private long lastRemoval;
  private volatile long itemCount;
  private volatile long itemBytes;

  private StoredItems(
      SegmentLog log, OrderedIndex tree, LocalTree[] localTrees, PartitionState state) {
    this.log = log;
    this.tree = tree;
    this.localTrees = localTrees;
    this.sequence = state.sequence();
    this.timestamp = state.timestamp();
  }

  /**
   * Cuts what the segments hold beyond the state and builds the indexes from what they keep.
   *
   * @param prepared is told of the transactions that the segments keep
   */
  static StoredItems open(
      FileStore store,
      PartitionConfig config,
      PartitionState state,
      SummaryFiles summaries,
      PageArena arena,
      PreparedTransactions prepared) {
    SegmentLog log =
        SegmentLog.open(
            store,
            config.directory(),
            config.segments(),
            config.id(),
            state.head(),
            state.segments());
    List<LocalTree> locals = new ArrayList<>();
    for (LocalIndex index : config.localIndexes()) {
      locals.add(new LocalTree(config.keys(), index, arena));
    }
    StoredItems items =
        new StoredItems(log, new OrderedIndex(arena), locals.toArray(LocalTree[]::new), state);
    try {
      items.restore(prepared, summaries, arena);
      return items;
    } catch (RuntimeException | Error e) {
      items.close();
      throw e;
    }
  }

  private void restore(PreparedTransactions prepared, SummaryFiles summaries, PageArena arena) {
    try (Restoration restoration = new Restoration(log, summaries, arena, tree)) {
      restoration.restore(prepared, this::restore);
    }
  }

  private void restore(Summary item) {
    if (localTrees.length > 0) {
      log.read(item.location(), current);
      putLocally(current.buffer(), current.itemOffset(), current.itemLength(), current.location());
    }
    count(1, item.itemSize());
  }

  /** The location of the item with the key, which {@link #current} shows then, or NONE. */
  long find(DirectBuffer key, int offset, int length) {
    long location = tree.get(key, offset, length);
    if (location != NONE) {
      log.read(location, current);
    }
    return location;
  }

  /** The location of the item with the key, or NONE; {@link #current} stays as it is. */
  long locate(DirectBuffer key, int offset, int length) {
    return tree.get(key, offset, length);
  }

  /** The item that {@link #find} found. */
  RecordView current() {
    return current;
  }

  /**
   * Stores an item under the key of the command, in place of the one just found at {@code
   * previous}, NONE if there is none.
   *
   * @throws dev.stator.core.error.StorageException when the record cannot be stored; nothing is
   *     changed then
   */
  void put(
      CommandView command,
      long previous,
      DirectBuffer item,
      int itemOffset,
      int itemLength,
      int itemSize) {
    timestamp = Math.max(timestamp, command.timestamp());
    long stored =
        log.append(
            PUT,
            NO_FLAGS,
            sequence + 1,
            timestamp,
            previous,
            itemSize,
            command.buffer(),
            command.keyOffset(),
            command.keyLength(),
            item,
            itemOffset,
            itemLength);
    sequence++;
    tree.put(command.buffer(), command.keyOffset(), command.keyLength(), stored);
    int oldSize = 0;
    if (previous != NONE) {
      oldSize = current.itemSize();
      removeLocally();
      log.supersede(current);
    }
    putLocally(item, itemOffset, itemLength, stored);
    count(previous == NONE ? 1 : 0, itemSize - oldSize);
  }

  /**
   * Removes the item just found at {@code location}, whose key is in the buffer of the command.
   *
   * @throws dev.stator.core.error.StorageException as {@link #put}
   */
  void remove(CommandView command, int keyOffset, int keyLength, long location) {
    timestamp = Math.max(timestamp, command.timestamp());
    DirectBuffer key = command.buffer();
    log.append(
        TOMBSTONE,
        NO_FLAGS,
        sequence + 1,
        timestamp,
        location,
        0,
        key,
        keyOffset,
        keyLength,
        key,
        keyOffset,
        0);
    sequence++;
    lastRemoval = sequence;
    tree.remove(key, keyOffset, keyLength);
    removeLocally();
    log.supersede(current);
    count(-1, -current.itemSize());
  }

  /**
   * Appends a record that is not an item, and returns its location.
   *
   * @throws dev.stator.core.error.StorageException as {@link #put}
   */
  long note(
      byte type, CommandView command, DirectBuffer content, int contentOffset, int contentLength) {
    timestamp = Math.max(timestamp, command.timestamp());
    long location =
        log.append(
            type,
            NO_FLAGS,
            sequence + 1,
            timestamp,
            NONE,
            0,
            command.buffer(),
            command.keyOffset(),
            command.keyLength(),
            content,
            contentOffset,
            contentLength);
    sequence++;
    return location;
  }

  /**
   * Copies a record to the head, with its sequence number and timestamp, and returns where the copy
   * is. Its previous record is the one copied.
   *
   * @throws dev.stator.core.error.StorageException as {@link #put}
   */
  long copy(RecordView record) {
    DirectBuffer buffer = record.buffer();
    return log.append(
        record.type(),
        (byte) (record.flags() | COPY),
        record.sequence(),
        record.timestampMicros(),
        record.location(),
        record.itemSize(),
        buffer,
        record.keyOffset(),
        record.keyLength(),
        buffer,
        record.itemOffset(),
        record.itemLength());
  }

  /** Makes the copy of an item's record the one that counts. */
  void repoint(RecordView record, long copy) {
    DirectBuffer buffer = record.buffer();
    tree.put(buffer, record.keyOffset(), record.keyLength(), copy);
    putLocally(buffer, record.itemOffset(), record.itemLength(), copy);
    log.supersede(record);
  }

  private void putLocally(DirectBuffer item, int offset, int length, long location) {
    for (LocalTree local : localTrees) {
      local.put(item, offset, length, location);
    }
  }

  private void removeLocally() {
    for (LocalTree local : localTrees) {
      local.remove(current);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer; volatile so that others may look
  private void count(int items, int bytes) {
    itemCount += items;
    itemBytes += bytes;
  }

  SegmentLog log() {
    return log;
  }

  OrderedIndex tree() {
    return tree;
  }

  LocalTree localTree(int ordinal) {
    return localTrees[ordinal];
  }

  /** The sequence number of the last record. */
  long sequence() {
    return sequence;
  }

  /** The sequence number of the last removal since the partition was opened, 0 for none. */
  long lastRemoval() {
    return lastRemoval;
  }

  /** The timestamp of the last record, epoch microseconds. */
  long timestamp() {
    return timestamp;
  }

  long itemCount() {
    return itemCount;
  }

  long itemBytes() {
    return itemBytes;
  }

  @Override
  public void close() {
    tree.close();
    CloseHelper.closeAll(localTrees);
    log.close();
  }
}
