package dev.stator.core.engine;

import dev.stator.core.adaptive.Resource;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.engine.SplitOutcome.Reason;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.worker.HashRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which partition is to be split, and where.
 *
 * @param index the global index that it belongs to; null: it is one of the table itself
 * @param bounds the first hash of the range of each successor but the first; without any it moves
 * @param worker the number of the worker that is to own the successors; -1: any
 */
record SplitRequest(
    String table, @Nullable String index, long partition, List<Long> bounds, int worker) {
  SplitRequest {
    bounds = List.copyOf(bounds);
  }

  /** The table or index that it is one of. */
  Resource resource() {
    return new Resource(table, index);
  }

  /** Where the partitions are among which it is. */
  PartitionMap map(CatalogEntry entry) {
    return index == null ? entry.map() : entry.index(index).map();
  }

  /** The first hash of the range of each of these partitions. */
  List<Long> starts(CatalogEntry entry) {
    PartitionMap map = map(entry);
    if (!map.starts().isEmpty()) {
      return map.starts();
    }
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < map.ids().size(); i++) {
      starts.add(HashRange.start(i, map.ids().size()));
    }
    return starts;
  }

  /** The first hash of the range of each of its successors. */
  List<Long> successorStarts(CatalogEntry entry) {
    List<Long> starts = new ArrayList<>();
    starts.add(starts(entry).get(map(entry).ids().indexOf(partition)));
    starts.addAll(bounds);
    return starts;
  }

  /** The key of what it holds. */
  KeySchema keys(CatalogEntry entry) {
    TableSchema schema = entry.definition().schema();
    GlobalIndex global = globalIndex(entry);
    return global == null ? schema.keys() : global.keys().entryKey(schema.keys());
  }

  /** The local indexes that it has. */
  List<LocalIndex> localIndexes(CatalogEntry entry) {
    return index == null ? entry.definition().schema().localIndexes() : List.of();
  }

  private @Nullable GlobalIndex globalIndex(CatalogEntry entry) {
    for (GlobalIndex global : entry.definition().schema().globalIndexes()) {
      if (global.name().equals(index)) {
        return global;
      }
    }
    return null;
  }

  /** Why the catalog does not allow it, null when it does. */
  @Nullable Reason refusal(CatalogEntry entry) {
    if (entry.definition().status() != TableStatus.ACTIVE) {
      return Reason.TABLE_IS_CHANGING;
    }
    if (index != null) {
      GlobalIndex global = globalIndex(entry);
      if (global == null || !entry.indexes().containsKey(index)) {
        return Reason.NO_SUCH_INDEX;
      }
      if (global.status() != IndexStatus.ACTIVE) {
        return Reason.INDEX_IS_CHANGING;
      }
    }
    int at = map(entry).ids().indexOf(partition);
    if (at < 0) {
      return Reason.NO_SUCH_PARTITION;
    }
    return isWithin(starts(entry), at) ? null : Reason.HASH_OUTSIDE;
  }

  /** Whether the bounds ascend within the range of the partition. */
  private boolean isWithin(List<Long> starts, int at) {
    long last = starts.get(at);
    for (long bound : bounds) {
      if (Long.compareUnsigned(bound, last) <= 0) {
        return false;
      }
      last = bound;
    }
    return bounds.isEmpty()
        || at == starts.size() - 1
        || Long.compareUnsigned(last, starts.get(at + 1)) < 0;
  }
}
