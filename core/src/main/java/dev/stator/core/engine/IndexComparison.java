package dev.stator.core.engine;

import dev.stator.core.backup.ItemCursor;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.catalog.CatalogCodec;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.IndexPlace;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.codec.ItemDigest;
import dev.stator.core.codec.KeyHash;
import dev.stator.core.codec.Slice;
import dev.stator.core.file.FileStore;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.FeedPosition;
import dev.stator.core.worker.IndexEntries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Compares the global indexes of a stopped database with their tables, as the checkpoints have
 * them. An index that is behind its table is not compared: it catches up after the next start.
 *
 * <p>Sums of digests are compared, so that no memory is needed for the entries beside the keys of
 * one partition.
 */
final class IndexComparison {
  private final FileStore store;
  private final DataDirectory directory;
  private final Map<Long, CheckpointEntry> partitions;
  private final Consumer<String> told;
  private final ExpandableArrayBuffer key = new ExpandableArrayBuffer(256);
  private final ExpandableArrayBuffer entry = new ExpandableArrayBuffer(4096);
  private int compared;

  /**
   * @param partitions what the checkpoints have of all partitions of tables and indexes
   * @param told is told of each index that is not as its table
   */
  IndexComparison(
      FileStore store,
      DataDirectory directory,
      Map<Long, CheckpointEntry> partitions,
      Consumer<String> told) {
    this.store = store;
    this.directory = directory;
    this.partitions = partitions;
    this.told = told;
  }

  /** Entries of one index, however they were come by. */
  private record Contents(long count, long digest) {
    private static final Contents NONE = new Contents(0, 0);

    Contents plus(long entryKey, long item) {
      return new Contents(count + 1, digest + ItemDigest.mix(entryKey, item));
    }
  }

  /**
   * Compares the indexes of all tables.
   *
   * @param catalog what the checkpoint has of the catalog
   * @return how many were compared
   * @throws dev.stator.core.error.StorageException when a segment is damaged
   */
  int run(PartitionState catalog) {
    List<CatalogEntry> tables = new ArrayList<>();
    try (ItemCursor items = open(directory.catalogPartition(), catalog)) {
      while (items.next()) {
        Slice item = new Slice(items.buffer(), items.itemOffset(), items.itemLength());
        if (CatalogCodec.isTable(item)) {
          tables.add(CatalogCodec.decode(item));
        }
      }
    }
    for (CatalogEntry table : tables) {
      for (GlobalIndex index : table.definition().schema().globalIndexes()) {
        compare(table, index);
      }
    }
    return compared;
  }

  private void compare(CatalogEntry table, GlobalIndex index) {
    IndexPlace place = table.index(index.name());
    if (!isFed(table.map(), place.id())) {
      return;
    }
    compared++;
    Contents expected = expected(table, index);
    Contents found = found(place.partitions());
    if (!expected.equals(found)) {
      told.accept(
          "index does not have what its table has: table=%s, index=%s, entries=%d, expected=%d"
              .formatted(table.name(), index.name(), found.count(), expected.count()));
    }
  }

  /** Whether the index has all changes of its table. */
  private boolean isFed(PartitionMap map, long index) {
    for (long id : map.all()) {
      CheckpointEntry base = partitions.get(id);
      boolean begunEmpty = map.parentOf(id) == null;
      if (!RetiredPartitions.isFed(map, id, index)
          || (begunEmpty && (base == null || base.state().sequence() == 0))) {
        continue;
      }
      if (base == null) {
        return false; // it was made of another one after the checkpoint
      }
      FeedPosition fed = base.feeds().get(index);
      if (fed == null || fed.filling() || fed.location() < base.state().head()) {
        return false;
      }
    }
    return true;
  }

  private Contents expected(CatalogEntry table, GlobalIndex index) {
    IndexEntries entries = new IndexEntries(table.definition().schema().keys(), index);
    Contents contents = Contents.NONE;
    for (long id : table.partitions()) {
      try (ItemCursor items = open(id)) {
        while (items.next()) {
          if (entries.has(items.buffer(), items.itemOffset(), items.itemLength())) {
            contents = plusEntry(contents, entries, items);
          }
        }
      }
    }
    return contents;
  }

  private Contents plusEntry(Contents contents, IndexEntries entries, ItemCursor items) {
    int keyLength =
        entries.encodeKey(items.buffer(), items.itemOffset(), items.itemLength(), key, 0);
    int length = entries.project(items.buffer(), items.itemOffset(), items.itemLength(), entry, 0);
    return contents.plus(KeyHash.hash(key, 0, keyLength), ItemDigest.of(entry, 0, length));
  }

  private Contents found(List<Long> indexPartitions) {
    Contents contents = Contents.NONE;
    for (long id : indexPartitions) {
      try (ItemCursor items = open(id)) {
        while (items.next()) {
          contents =
              contents.plus(
                  KeyHash.hash(items.buffer(), items.keyOffset(), items.keyLength()),
                  ItemDigest.of(items.buffer(), items.itemOffset(), items.itemLength()));
        }
      }
    }
    return contents;
  }

  private ItemCursor open(long id) {
    CheckpointEntry known = partitions.get(id);
    return open(directory.partition(id), known == null ? PartitionState.empty(id) : known.state());
  }

  private ItemCursor open(Path files, PartitionState state) {
    List<SnapshotSegment> segments = new ArrayList<>();
    for (SealedSegment segment : state.segments()) {
      if (!segment.isEmptied()) {
        segments.add(new SnapshotSegment(segment.number(), segment.end(), 0));
      }
    }
    if (state.sequence() > 0) {
      long head = state.head();
      segments.add(new SnapshotSegment(Location.segmentNumber(head), Location.offset(head), 0));
    }
    SnapshotPartition partition =
        new SnapshotPartition(state.id(), segments, state.sequence(), state.timestamp(), 0, 0);
    return ItemCursor.open(store, files, partition, Snapshot.ALL);
  }
}
