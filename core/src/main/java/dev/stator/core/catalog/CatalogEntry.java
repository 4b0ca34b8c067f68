package dev.stator.core.catalog;

import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.TableDefinition;
import java.util.List;
import java.util.Map;

/**
 * A table and where it is.
 *
 * @param map its partitions
 * @param indexPartitions the same for each global index by its name
 * @param streams those that are enabled or were so not long ago, the oldest first
 * @param deleted whether the table is gone and its partitions are kept for its streams only
 * @param importing whether an import fills the table, which becomes ACTIVE when that has ended
 */
public record CatalogEntry(
    TableDefinition definition,
    PartitionMap map,
    Map<String, List<Long>> indexPartitions,
    List<ChangeStream> streams,
    boolean deleted,
    boolean importing) {
  /** No name of a table begins so. */
  private static final String DELETED = "#deleted/";

  public CatalogEntry {
    indexPartitions = Map.copyOf(indexPartitions);
    streams = List.copyOf(streams);
  }

  /**
   * A table without streams, whose partitions have equal ranges.
   *
   * @param partitions in the order of their ranges
   */
  public CatalogEntry(
      TableDefinition definition, List<Long> partitions, Map<String, List<Long>> indexPartitions) {
    this(definition, PartitionMap.equal(partitions), indexPartitions, List.of(), false, false);
  }

  /** The ids of the partitions that have its items, in the order of their ranges of the hash. */
  public List<Long> partitions() {
    return map.ids();
  }

  /** The ids of all its partitions that are open, those that were split too. */
  public List<Long> allPartitions() {
    return map.all();
  }

  /** What names the entry in the catalog: a table, or one that is gone. */
  public String name() {
    return deleted ? nameWhenDeleted() : definition.name();
  }

  /** What names the entry when its table is gone; partitions are never used again. */
  public String nameWhenDeleted() {
    return DELETED + partitions().getFirst();
  }

  /** The partitions of a global index it has. */
  public List<Long> indexPartitions(String index) {
    List<Long> ids = indexPartitions.get(index);
    if (ids == null) {
      throw new IllegalArgumentException("no index " + index);
    }
    return ids;
  }

  public CatalogEntry withDefinition(TableDefinition definition) {
    return new CatalogEntry(definition, map, indexPartitions, streams, deleted, importing);
  }

  public CatalogEntry withIndexPartitions(Map<String, List<Long>> indexPartitions) {
    return new CatalogEntry(definition, map, indexPartitions, streams, deleted, importing);
  }

  public CatalogEntry withMap(PartitionMap map) {
    return new CatalogEntry(definition, map, indexPartitions, streams, deleted, importing);
  }

  public CatalogEntry withStreams(List<ChangeStream> streams) {
    return new CatalogEntry(definition, map, indexPartitions, streams, deleted, importing);
  }

  public CatalogEntry withImporting(boolean importing) {
    return new CatalogEntry(definition, map, indexPartitions, streams, deleted, importing);
  }

  /** What stays of the table when it is deleted: partitions without indexes, for its streams. */
  public CatalogEntry asDeleted() {
    var schema = definition.schema();
    return new CatalogEntry(
        definition.withSchema(schema.withoutIndexes()),
        map.withPast(List.of()),
        Map.of(),
        streams,
        true,
        false);
  }
}
