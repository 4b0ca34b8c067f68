package dev.stator.core.simulation;

import dev.stator.core.catalog.IndexPlace;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

  /** Where the index is; null without one. */
  @Nullable IndexPlace index;

  /** Partitions that are being taken away, until no log needs them. */
  final List<Long> leaving = new ArrayList<>();

  SimulatedTable(List<Long> partitions) {
    this.map = PartitionMap.equal(partitions);
  }

  /** What names the index, which must be there. */
  long indexId() {
    return Objects.requireNonNull(index).id();
  }

  /** Those of the index; empty without one. */
  PartitionMap indexMap() {
    return index == null ? PartitionMap.equal(List.of()) : index.map();
  }

  /** The first hash of the range of each partition. */
  static List<Long> starts(PartitionMap map) {
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
