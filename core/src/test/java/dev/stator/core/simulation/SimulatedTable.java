package dev.stator.core.simulation;

import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.Projection;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.Throughput;
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

  final List<Long> partitions;

  /** Those of the index; empty without one. */
  final List<Long> index = new ArrayList<>();

  /** Partitions that are being taken away, until no log needs them. */
  final List<Long> leaving = new ArrayList<>();

  SimulatedTable(List<Long> partitions) {
    this.partitions = partitions;
  }

  static KeySchema entryKeys() {
    return INDEX.keys().entryKey(KEYS);
  }
}
