package dev.stator.core.partition;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.ItemProjector;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.model.Limits;
import dev.stator.core.segment.RecordView;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads from the applied state of partitions: one item by key, or one page of a range of
 * keys. Belongs to the thread of one worker; allocates nothing per item.
 */
public final class PartitionReader {
  private static final int CAPACITY_BLOCK = 4096;

  private final ConditionEvaluator conditions = new ConditionEvaluator();
  private final ItemProjector projector = new ItemProjector();
  private final RecordView record = new RecordView();
  private final UnsafeBuffer transactionKey = new UnsafeBuffer(0, 0);
  private final ExpandableArrayBuffer entry = new ExpandableArrayBuffer(4096);

  /** Reads the item with the key; the reply has none when there is none. */
  public void get(
      Partition partition,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      @Nullable ItemProjection projection,
      Reply reply) {
    long location = partition.tree().get(key, keyOffset, keyLength);
    if (location == OrderedIndex.NONE) {
      return;
    }
    partition.log().read(location, record);
    reply.sizes(record.itemSize(), 0);
    if (projection == null) {
      reply.copyItem(record.buffer(), record.itemOffset(), record.itemLength());
    } else {
      int length =
          projector.project(
              projection,
              record.buffer(),
              record.itemOffset(),
              record.itemLength(),
              reply.buffer(),
              0);
      reply.itemWritten(length);
    }
  }

  /**
   * Reads an item for a transaction, with its version; refused while another transaction has the
   * item locked or when the partition has failed.
   *
   * @param versionOnly leaves the item itself out
   */
  public void getInTransaction(
      Partition partition,
      byte[] key,
      @Nullable ItemProjection projection,
      boolean versionOnly,
      Reply reply) {
    transactionKey.wrap(key);
    if (partition.hasFailed()) {
      reply.refuse(ErrorCode.INTERNAL_SERVER_ERROR, Partition.FAILED);
    } else if (partition.isLocked(transactionKey, 0, key.length)) {
      reply.refuse(ErrorCode.TRANSACTION_CONFLICT, Partition.LOCKED);
    } else {
      reply.version(partition.version(transactionKey, 0, key.length));
      if (!versionOnly) {
        get(partition, transactionKey, 0, key.length, projection, reply);
      }
    }
  }

  /**
   * Continues a page with the keys of the partition that are within the bounds, in the order of the
   * page, until the page is full or the range is read. A page may be continued with further
   * partitions.
   *
   * @return true when the page is full: then the reply has a last key
   */
  public boolean scan(Partition partition, Bounds bounds, PageSpec page, Reply reply) {
    LocalTree local = page.localIndex() < 0 ? null : partition.localTree(page.localIndex());
    OrderedIndex tree = local == null ? partition.tree() : local.tree();
    if (tree.size() == 0) {
      return false;
    }
    IndexCursor cursor = tree.cursor();
    boolean found = seek(cursor, bounds, page.forward());
    while (found && within(cursor, bounds, page.forward())) {
      partition.log().read(cursor.value(), record);
      evaluate(local, page, reply);
      if (reply.scannedCount() >= page.limit() || reply.evaluatedSize() >= Limits.MAX_PAGE_SIZE) {
        reply.copyLastKey(record.buffer(), record.itemOffset(), record.itemLength());
        return true;
      }
      found = page.forward() ? cursor.next() : cursor.previous();
    }
    return false;
  }

  private static boolean seek(IndexCursor cursor, Bounds bounds, boolean forward) {
    byte[] resume = bounds.resume();
    if (forward) {
      if (resume != null) {
        return cursor.seekAfter(KeyBytes.wrap(resume), 0, resume.length);
      }
      byte[] lower = bounds.lower();
      return lower == null
          ? cursor.seekFirst()
          : cursor.seekAtLeast(KeyBytes.wrap(lower), 0, lower.length);
    }
    byte[] end = resume != null ? resume : bounds.upper();
    return end == null ? cursor.seekLast() : cursor.seekBefore(KeyBytes.wrap(end), 0, end.length);
  }

  private static boolean within(IndexCursor cursor, Bounds bounds, boolean forward) {
    byte[] bound = forward ? bounds.upper() : bounds.lower();
    if (bound == null) {
      return true;
    }
    int order = KeyBytes.compare(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength(), bound);
    return forward ? order < 0 : order >= 0;
  }

  /** Counts, filters and writes the item that {@link #record} shows. */
  private void evaluate(@Nullable LocalTree local, PageSpec page, Reply reply) {
    DirectBuffer item = record.buffer();
    int offset = record.itemOffset();
    int length = record.itemLength();
    int size = record.itemSize();
    if (local != null && !local.projectsEverything()) {
      size = local.projection().size(item, offset, length);
      if (page.allAttributes()) {
        reply.fetched((record.itemSize() + CAPACITY_BLOCK - 1) / CAPACITY_BLOCK);
      } else {
        length = local.projection().project(item, offset, length, entry, 0);
        item = entry;
        offset = 0;
      }
    }
    reply.evaluated(size);
    if (page.filter() != null && !conditions.test(page.filter(), item, offset, length)) {
      return;
    }
    write(page, item, offset, length, reply);
  }

  private void write(PageSpec page, DirectBuffer item, int offset, int length, Reply reply) {
    int start = reply.pageLength();
    if (page.countOnly()) {
      reply.matched(start);
      return;
    }
    int body = start + Integer.BYTES;
    reply.reserve(body + length);
    ExpandableArrayBuffer out = reply.buffer();
    int written = length;
    if (page.projection() == null) {
      out.putBytes(body, item, offset, length);
    } else {
      written = projector.project(page.projection(), item, offset, length, out, body);
    }
    out.putInt(start, written, ByteOrder.LITTLE_ENDIAN);
    reply.matched(body + written);
  }
}
