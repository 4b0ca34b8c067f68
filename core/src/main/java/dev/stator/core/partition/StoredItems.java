package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.COPY;
import static dev.stator.core.segment.RecordDescriptor.NO_FLAGS;
import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;

import dev.stator.core.command.CommandView;
import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.Summary;
import dev.stator.core.summary.SummaryFiles;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The items of one partition: their records in segments, the index from key to record and the trees
 * of the local indexes, of the sizes of item collections and of the times at which items expire,
 * changed together.
 */
final class StoredItems implements AutoCloseable {
  /** No record has the key. */
  static final long NONE = OrderedIndex.NONE;

  private final SegmentLog log;
  private final OrderedIndex tree;
  private final LocalTree[] localTrees;
  private final PageArena arena;
  private final @Nullable CollectionSizes collections;
  private final RecordView current = new RecordView();
  private final RecordView stored = new RecordView();
  private @Nullable ExpiryTree expiry;
  private long sequence;
  private long timestamp;
  private long lastRemoval;
  private volatile long itemCount;
  private volatile long itemBytes;

  private StoredItems(
      SegmentLog log,
      LocalTree[] localTrees,
      KeySchema keys,
      PageArena arena,
      PartitionState state) {
    this.log = log;
    this.arena = arena;
    this.tree = new OrderedIndex(arena);
    this.localTrees = localTrees;
    this.collections = localTrees.length == 0 ? null : new CollectionSizes(keys, arena);
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
        new StoredItems(log, locals.toArray(LocalTree[]::new), config.keys(), arena, state);
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
      putLocally(current);
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
   * @throws dev.stator.core.error.NoRoomException when the record cannot be stored; nothing is
   *     changed then
   */
  void put(
      CommandView command,
      long previous,
      DirectBuffer item,
      int itemOffset,
      int itemLength,
      int itemSize) {
    long stamp = Math.max(timestamp, command.timestamp());
    long location =
        log.append(
            PUT,
            NO_FLAGS,
            sequence + 1,
            stamp,
            previous,
            itemSize,
            command.buffer(),
            command.keyOffset(),
            command.keyLength(),
            item,
            itemOffset,
            itemLength);
    sequence++;
    timestamp = stamp;
    tree.put(command.buffer(), command.keyOffset(), command.keyLength(), location);
    int oldSize = 0;
    if (previous != NONE) {
      oldSize = current.itemSize();
      removeLocally();
      log.supersede(current);
    }
    putLocally(log.show(location, stored));
    count(previous == NONE ? 1 : 0, itemSize - oldSize);
  }

  /**
   * Removes the item just found at {@code location}, whose key is in the buffer of the command.
   *
   * @param flags of the tombstone
   * @throws dev.stator.core.error.NoRoomException as {@link #put}
   */
  void remove(CommandView command, int keyOffset, int keyLength, long location, byte flags) {
    long stamp = Math.max(timestamp, command.timestamp());
    DirectBuffer key = command.buffer();
    log.append(
        TOMBSTONE,
        flags,
        sequence + 1,
        stamp,
        location,
        0,
        key,
        keyOffset,
        keyLength,
        key,
        keyOffset,
        0);
    sequence++;
    timestamp = stamp;
    lastRemoval = sequence;
    tree.remove(key, keyOffset, keyLength);
    removeLocally();
    log.supersede(current);
    count(-1, -current.itemSize());
  }

  /**
   * Appends a record that is not an item, and returns its location.
   *
   * @throws dev.stator.core.error.NoRoomException as {@link #put}
   */
  long note(
      byte type, CommandView command, DirectBuffer content, int contentOffset, int contentLength) {
    long stamp = Math.max(timestamp, command.timestamp());
    long location =
        log.append(
            type,
            NO_FLAGS,
            sequence + 1,
            stamp,
            NONE,
            0,
            command.buffer(),
            command.keyOffset(),
            command.keyLength(),
            content,
            contentOffset,
            contentLength);
    sequence++;
    timestamp = stamp;
    return location;
  }

  /**
   * Copies a record to the head, with its sequence number and timestamp, and returns where the copy
   * is. Its previous record is the one copied.
   *
   * @throws dev.stator.core.error.NoRoomException as {@link #put}
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
    RecordView moved = log.show(copy, stored);
    for (LocalTree local : localTrees) {
      local.put(moved);
    }
    if (expiry != null) {
      expiry.put(moved);
    }
    log.supersede(record);
  }

  private void putLocally(RecordView item) {
    for (LocalTree local : localTrees) {
      local.put(item);
    }
    if (collections != null) {
      collections.add(item.buffer(), item.keyOffset(), collectedSize(item));
    }
    if (expiry != null) {
      expiry.put(item);
    }
  }

  /** Takes the item that {@link #current} shows out of everything but the index of all items. */
  private void removeLocally() {
    for (LocalTree local : localTrees) {
      local.remove(current);
    }
    if (collections != null) {
      collections.add(current.buffer(), current.keyOffset(), -collectedSize(current));
    }
    if (expiry != null) {
      expiry.remove(current);
    }
  }

  private long collectedSize(RecordView item) {
    long size = item.itemSize();
    for (LocalTree local : localTrees) {
      size += local.entrySize(item);
    }
    return size;
  }

  /**
   * DynamoDB's size of the items with the partition key of this key and of their entries in local
   * indexes, bytes; 0 in a table without.
   */
  long collectionBytes(DirectBuffer key, int offset) {
    return collections == null ? 0 : collections.bytes(key, offset);
  }

  /**
   * Keeps from now on when items expire by this attribute, those that are there when {@link
   * ExpiryTree#build} has come to them; by none when null.
   */
  void expireBy(byte @Nullable [] attribute) {
    if (expiry != null) {
      expiry.close();
    }
    expiry = attribute == null ? null : new ExpiryTree(attribute, tree, log, arena);
  }

  /** When items expire, null when they do not. */
  @Nullable ExpiryTree expiry() {
    return expiry;
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

  /** Lets no record that is stored from now on be older than this, epoch microseconds. */
  void notBefore(long micros) {
    timestamp = Math.max(timestamp, micros);
  }

  /** The timestamp of the last record, or a later one; epoch microseconds. */
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
    CloseHelper.closeAll(end());
  }

  /** As {@link #close}, but gives what is to be closed, on any thread, to unmap the segments. */
  List<AutoCloseable> end() {
    tree.close();
    CloseHelper.closeAll(localTrees);
    CloseHelper.close(collections);
    expireBy(null);
    return log.end();
  }
}
