package dev.stator.core.catalog;

import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.TableDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table and where it is.
 *
 * @param map its partitions
 * @param indexes where each global index is, by its name
 * @param streams those that are enabled or were so not long ago, the oldest first
 * @param deleted whether the table is gone and its partitions are kept for its streams only
 * @param importing whether an import fills the table, which becomes ACTIVE when that has ended
 */
public record CatalogEntry(
    TableDefinition definition,
    PartitionMap map,
    Map<String, IndexPlace> indexes,
    List<ChangeStream> streams,
    boolean deleted,
    boolean importing) {
  /** No name of a table begins so. */
  private static final String DELETED = "#deleted/";

  public CatalogEntry {
    indexes = Map.copyOf(indexes);
    streams = List.copyOf(streams);
  }

  /**
   * A table without streams, whose partitions have equal ranges.
   *
   * @param partitions in the order of their ranges
   * @param indexPartitions the same for each global index by its name
   */
  public CatalogEntry(
      TableDefinition definition, List<Long> partitions, Map<String, List<Long>> indexPartitions) {
    this(
        definition,
        PartitionMap.equal(partitions),
        placesOf(indexPartitions),
        List.of(),
        false,
        false);
  }

  private static Map<String, IndexPlace> placesOf(Map<String, List<Long>> indexPartitions) {
    Map<String, IndexPlace> places = new HashMap<>();
    indexPartitions.forEach((name, ids) -> places.put(name, IndexPlace.of(ids)));
    return places;
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

  /** Where a global index is that it has. */
  public IndexPlace index(String index) {
    IndexPlace place = indexes.get(index);
    if (place == null) {
      throw new IllegalArgumentException("no index " + index);
    }
    return place;
  }

  /** The ids of the partitions of each global index by its name. */
  public Map<String, List<Long>> indexPartitions() {
    Map<String, List<Long>> partitions = new HashMap<>();
    indexes.forEach((name, place) -> partitions.put(name, place.partitions()));
    return partitions;
  }

  /** What names its global indexes, ascending. */
  public List<Long> indexIds() {
    return indexes.values().stream().map(IndexPlace::id).sorted().toList();
  }

  public CatalogEntry withDefinition(TableDefinition definition) {
    return new CatalogEntry(definition, map, indexes, streams, deleted, importing);
  }

  public CatalogEntry withIndexes(Map<String, IndexPlace> indexes) {
    return new CatalogEntry(definition, map, indexes, streams, deleted, importing);
  }

  /** The same table with one of its global indexes elsewhere. */
  public CatalogEntry withIndex(String name, IndexPlace place) {
    Map<String, IndexPlace> changed = new HashMap<>(indexes);
    changed.put(name, place);
    return withIndexes(changed);
  }

  public CatalogEntry withMap(PartitionMap map) {
    return new CatalogEntry(definition, map, indexes, streams, deleted, importing);
  }

  public CatalogEntry withStreams(List<ChangeStream> streams) {
    return new CatalogEntry(definition, map, indexes, streams, deleted, importing);
  }

  public CatalogEntry withImporting(boolean importing) {
    return new CatalogEntry(definition, map, indexes, streams, deleted, importing);
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
