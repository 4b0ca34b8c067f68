package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.IndexPlace;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.PastPartition;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.worker.Handover;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.List;

/** What the catalog says of a table when others have taken the place of one of its partitions. */
final class SplitEntries {
  private SplitEntries() {}

  /** The ids of those that take the place. */
  static List<Long> successors(Handover handover) {
    return handover.successors().stream().map(Route::partition).toList();
  }

  /** Whether the past of what is split is kept: indexes have none, they are filled anew. */
  static boolean tellsPast(CatalogEntry entry, SplitRequest request) {
    return request.index() == null && TableHistory.isKept(entry);
  }

  /**
   * The entry after the split.
   *
   * @param handover whose places count when it is READY
   */
  static CatalogEntry after(CatalogEntry before, SplitRequest request, Handover handover) {
    String index = request.index();
    return index == null
        ? ofTable(before, request, handover)
        : ofIndex(before, index, request, handover);
  }

  /** With the successors of a partition of an index, which nobody needs any more. */
  private static CatalogEntry ofIndex(
      CatalogEntry before, String index, SplitRequest request, Handover handover) {
    IndexPlace place = before.index(index);
    PartitionMap map =
        place
            .map()
            .replace(
                request.partition(),
                successors(handover),
                request.starts(before),
                request.bounds());
    return before.withIndex(index, place.withMap(map));
  }

  private static CatalogEntry ofTable(
      CatalogEntry before, SplitRequest request, Handover handover) {
    List<Long> ids = successors(handover);
    List<RetiredPartition.Successor> successors = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      successors.add(new RetiredPartition.Successor(ids.get(i), handover.starts().get(i)));
    }
    RetiredPartition retired =
        new RetiredPartition(
            request.partition(),
            handover.end(),
            handover.splitMicros(),
            before.indexIds(),
            successors);
    PartitionMap map = before.map().split(request.starts(before), retired, request.bounds());
    return before
        .withMap(tellsPast(before, request) ? map.remembering(past(ids, request, handover)) : map)
        .withStreams(TableStreams.split(before.streams(), retired));
  }

  private static PastPartition past(List<Long> ids, SplitRequest request, Handover handover) {
    List<PastPartition.Successor> successors = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      successors.add(new PastPartition.Successor(ids.get(i), handover.sequences().get(i)));
    }
    return new PastPartition(request.partition(), handover.splitMicros(), successors);
  }
}
