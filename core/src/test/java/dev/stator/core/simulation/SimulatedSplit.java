package dev.stator.core.simulation;

import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.worker.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A split of a partition of a table or of its index that is under way. */
record SimulatedSplit(Plan plan, Handover handover) {
  /**
   * Which partition is to be split, and where.
   *
   * @param start the first hash of its range
   * @param bounds the first hash of the second successor; empty: it moves
   */
  record Plan(
      SimulatedTable table, boolean ofIndex, long partition, long start, List<Long> bounds) {
    /** One of the partitions at random, split at random or moved. */
    static Plan random(Random random, SimulatedTable table, boolean ofIndex) {
      PartitionMap map = ofIndex ? table.indexMap() : table.map;
      int at = random.nextInt(map.ids().size());
      List<Long> starts = SimulatedTable.starts(map);
      long start = starts.get(at);
      long size = (at + 1 < starts.size() ? starts.get(at + 1) : 0) - start;
      List<Long> bounds =
          random.nextInt(4) > 0 && size != 0
              ? List.of(start + 1 + Long.remainderUnsigned(random.nextLong(), size - 1))
              : List.of();
      return new Plan(table, ofIndex, map.ids().get(at), start, bounds);
    }

    /** The first hash of the range of each successor. */
    List<Long> starts() {
      List<Long> starts = new ArrayList<>(List.of(start));
      starts.addAll(bounds);
      return starts;
    }

    KeySchema keys() {
      return ofIndex ? SimulatedTable.entryKeys() : SimulatedTable.KEYS;
    }

    List<LocalIndex> locals() {
      return ofIndex ? List.of() : SimulatedWorkers.locals();
    }
  }
}
