package dev.stator.core.partition;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import dev.stator.core.error.StorageException;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The items of a partition that expire, in the order of time: a tree from the second at which an
 * item expires and the sequence number of its record, big-endian, to the location of the record. It
 * only says where to look: whether an item goes is decided when the EXPIRE command is applied.
 *
 * <p>Writes keep it exact from the beginning. What was there before comes in by {@link #build}, a
 * few items at a time.
 */
public final class ExpiryTree implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiryTree.class);

  private static final int SEQUENCE_OFFSET = SIZE_OF_LONG;
  private static final int KEY_LENGTH = SEQUENCE_OFFSET + SIZE_OF_LONG;

  private final byte[] attribute;
  private final SegmentLog log;
  private final OrderedIndex tree;
  private final IndexCursor itemCursor;
  private final IndexCursor cursor;
  private final RecordView record = new RecordView();
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_LENGTH]);
  private final UnsafeBuffer position = new UnsafeBuffer(new byte[KEY_LENGTH]);
  private final ExpandableArrayBuffer lastBuilt = new ExpandableArrayBuffer(256);
  private int lastBuiltLength;
  private boolean built;

  /**
   * @param attribute the name in UTF-8 of the attribute that says when an item expires
   * @param items the index of all items
   */
  ExpiryTree(byte[] attribute, OrderedIndex items, SegmentLog log, PageArena arena) {
    this.attribute = attribute;
    this.log = log;
    this.tree = new OrderedIndex(arena);
    this.itemCursor = items.cursor();
    this.cursor = tree.cursor();
    this.built = items.size() == 0;
  }

  /** The name in UTF-8 of the attribute that says when an item expires. */
  public byte[] attribute() {
    return attribute;
  }

  /** Whether it has everything. */
  public boolean isBuilt() {
    return built;
  }

  /** How many items expire one day, as far as it is built. */
  public long size() {
    return tree.size();
  }

  /** Takes in the next items that were there before it; returns how many it looked at. */
  public int build(int limit) {
    int count = 0;
    boolean more =
        lastBuiltLength == 0
            ? itemCursor.seekFirst()
            : itemCursor.seekAfter(lastBuilt, 0, lastBuiltLength);
    while (more) {
      putWhole(itemCursor.value());
      count++;
      if (count == limit) {
        lastBuiltLength = itemCursor.keyLength();
        lastBuilt.putBytes(0, itemCursor.keyBuffer(), itemCursor.keyOffset(), lastBuiltLength);
        return count;
      }
      more = itemCursor.next();
    }
    built = true;
    return count;
  }

  private void putWhole(long location) {
    try {
      put(log.read(location, record));
    } catch (StorageException damage) {
      LOG.error("an item does not expire: {}", damage.getMessage());
    }
  }

  void put(RecordView item) {
    long second = ExpiryTime.of(item.buffer(), item.itemOffset(), item.itemLength(), attribute);
    if (second != ExpiryTime.NEVER) {
      tree.put(key(second, item.sequence()), 0, KEY_LENGTH, item.location());
    }
  }

  void remove(RecordView item) {
    long second = ExpiryTime.of(item.buffer(), item.itemOffset(), item.itemLength(), attribute);
    if (second != ExpiryTime.NEVER) {
      tree.remove(key(second, item.sequence()), 0, KEY_LENGTH);
    }
  }

  private DirectBuffer key(long second, long sequence) {
    key.putLong(0, second, BIG_ENDIAN);
    key.putLong(SEQUENCE_OFFSET, sequence, BIG_ENDIAN);
    return key;
  }

  /** Begins to go through the items that have expired by this second. */
  public void rewind(long cutoff) {
    position.putLong(0, ExpiryTime.earliest(cutoff), BIG_ENDIAN);
    position.putLong(SEQUENCE_OFFSET, 0, BIG_ENDIAN);
  }

  /** Shows the next item that has expired by this second; false when there is none. */
  public boolean peek(long cutoff, RecordView item) {
    while (cursor.seekAfter(position, 0, KEY_LENGTH)
        && cursor.keyBuffer().getLong(cursor.keyOffset(), BIG_ENDIAN) <= cutoff) {
      try {
        log.read(cursor.value(), item);
        return true;
      } catch (StorageException damage) {
        LOG.error("an item does not expire: {}", damage.getMessage());
        advance();
        tree.remove(position, 0, KEY_LENGTH);
      }
    }
    return false;
  }

  /** Goes on behind the item that {@link #peek} has just shown. */
  public void advance() {
    position.putBytes(0, cursor.keyBuffer(), cursor.keyOffset(), KEY_LENGTH);
  }

  @Override
  public void close() {
    tree.close();
  }
}
