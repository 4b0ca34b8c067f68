package dev.stator.core.simulation;

import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.Throughput;
import dev.stator.core.worker.HashRange;
import java.util.ArrayList;
import java.util.List;

/** What a catalog would keep of a table: the ids of its partitions and of those of its index. */
final class SimulatedTable {
  static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());
  static final LocalIndex LOCAL =
      new LocalIndex(
          "local-by-g",
          new KeySchema(KEYS.hash(), List.of(new KeyAttribute("g", ScalarType.S))),
          Projection.EVERYTHING);
  static final GlobalIndex INDEX =
      new GlobalIndex(
          "by-g",
          new KeySchema(List.of(new KeyAttribute("g", ScalarType.S)), List.of()),
          Projection.EVERYTHING,
          IndexStatus.ACTIVE,
          false,
          Throughput.ZERO,
          null,
          null);

  /** Its partitions. */
  PartitionMap map;

  /** Those of the index; empty without one. */
  final List<Long> index = new ArrayList<>();

  /** Partitions that are being taken away, until no log needs them. */
  final List<Long> leaving = new ArrayList<>();

  SimulatedTable(List<Long> partitions) {
    this.map = PartitionMap.equal(partitions);
  }

  /** The first hash of the range of each partition. */
  List<Long> starts() {
    List<Long> starts = new ArrayList<>(map.starts());
    for (int i = 0; map.starts().isEmpty() && i < map.ids().size(); i++) {
      starts.add(HashRange.start(i, map.ids().size()));
    }
    return starts;
  }

  static KeySchema entryKeys() {
    return INDEX.keys().entryKey(KEYS);
  }
}
