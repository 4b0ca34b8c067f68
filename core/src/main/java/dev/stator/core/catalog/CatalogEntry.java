package dev.stator.core.catalog;

import dev.stator.core.model.TableDefinition;
import java.util.List;
import java.util.Map;

/**
 * A table and where it is.
 *
 * @param partitions ids of its partitions in the order of their ranges of the hash
 * @param indexPartitions the same for each global index by its name
 */
public record CatalogEntry(
    TableDefinition definition, List<Long> partitions, Map<String, List<Long>> indexPartitions) {
  public CatalogEntry {
    partitions = List.copyOf(partitions);
    indexPartitions = Map.copyOf(indexPartitions);
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
    return new CatalogEntry(definition, partitions, indexPartitions);
  }
}
