package dev.stator.core.engine;

import dev.stator.core.capacity.IndexArms;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.Routing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table: its definition as it is at one moment, which does not change, and where its partitions
 * are, which is always that of now.
 */
public final class Table {
  private final TableDefinition definition;
  private final Routing partitions;
  private final Map<String, Routing> indexPartitions;
  private final List<ChangeStream> streams;
  private final List<KeyAttribute> indexKeys;
  private final IndexArms indexArms;
  private final TableThroughput throughput;
  private final TableMeters meters;

  private Table(
      CatalogEntry entry,
      Routing partitions,
      Map<String, Routing> indexPartitions,
      TableThroughput throughput) {
    this.definition = entry.definition();
    this.partitions = partitions;
    this.indexPartitions = Map.copyOf(indexPartitions);
    this.streams = entry.streams();
    this.indexKeys = indexKeys(definition);
    this.indexArms = new IndexArms(definition.schema());
    this.throughput = throughput;
    this.meters = new TableMeters(definition, throughput, partitions, this.indexPartitions);
  }

  /**
   * The table of an entry of the catalog.
   *
   * @param partitions where its partitions are
   * @param indexPartitions where those of its global indexes are
   * @param throughput configured for these partitions
   */
  static Table of(
      CatalogEntry entry,
      Routing partitions,
      Map<String, Routing> indexPartitions,
      TableThroughput throughput) {
    return new Table(entry, partitions, indexPartitions, throughput);
  }

  public TableDefinition definition() {
    return definition;
  }

  public KeySchema keys() {
    return definition.schema().keys();
  }

  /** The streams that can be read at this time, the oldest first. */
  public List<TableStream> streams(long nowMs) {
    return streams.stream()
        .filter(stream -> stream.isReadable(nowMs))
        .map(stream -> new TableStream(this, stream))
        .toList();
  }

  /** The attributes that are keys of indexes and not of the table. */
  public List<KeyAttribute> indexKeys() {
    return indexKeys;
  }

  /** Its partitions in the order of their ranges, right now. */
  public List<PartitionRange> partitions() {
    return partitions(null);
  }

  /** The partitions of the table (null) or a global index in the order of their ranges. */
  public List<PartitionRange> partitions(@Nullable String index) {
    Routes routes = routes(index);
    List<PartitionRange> ranges = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      long last = i == routes.size() - 1 ? -1 : routes.start(i + 1) - 1;
      ranges.add(
          new PartitionRange(
              route.partition(),
              routes.start(i),
              last,
              route.state().itemCount(),
              route.state().itemBytes()));
    }
    return ranges;
  }

  /** Live items, right now. */
  public long itemCount() {
    return itemCount(routes(null));
  }

  /** DynamoDB's size of the live items, bytes, right now. */
  public long sizeBytes() {
    return itemBytes(routes(null));
  }

  /** Entries of a global index, right now; of a local index the items of the table. */
  public long indexItemCount(String index) {
    return itemCount(routes(index));
  }

  /** DynamoDB's size of the entries of a global index, bytes, right now. */
  public long indexSizeBytes(String index) {
    return itemBytes(routes(index));
  }

  private static long itemCount(Routes routes) {
    long count = 0;
    for (int i = 0; i < routes.size(); i++) {
      count += routes.get(i).state().itemCount();
    }
    return count;
  }

  private static long itemBytes(Routes routes) {
    long bytes = 0;
    for (int i = 0; i < routes.size(); i++) {
      bytes += routes.get(i).state().itemBytes();
    }
    return bytes;
  }

  /** The global index of this name, or null. */
  public @Nullable GlobalIndex globalIndex(String name) {
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    return null;
  }

  /** The local index of this name, or null. */
  public @Nullable LocalIndex localIndex(String name) {
    int ordinal = localOrdinal(name);
    return ordinal < 0 ? null : definition.schema().localIndexes().get(ordinal);
  }

  /** The partitions that hold the items of the table (null) or index now. */
  Routes routes(@Nullable String index) {
    Routing routing = index == null ? null : indexPartitions.get(index);
    return (routing == null ? partitions : routing).current();
  }

  /** The meters of the table and its global indexes. */
  public TableThroughput throughput() {
    return throughput;
  }

  /** What writes cost in the indexes. */
  public IndexArms indexArms() {
    return indexArms;
  }

  /** The meters of its partitions and global indexes. */
  TableMeters meters() {
    return meters;
  }

  /** Where one of its partitions is, perhaps one that was split; null: it is gone. */
  @Nullable Route routeOf(long partition) {
    return partitions.current().find(partition);
  }

  Route route(long hash) {
    return partitions.current().route(hash);
  }

  /** Which local index this is, -1 when it is none. */
  int localOrdinal(@Nullable String name) {
    List<LocalIndex> indexes = definition.schema().localIndexes();
    for (int i = 0; i < indexes.size(); i++) {
      if (indexes.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The key that orders the entries of the table (null) or index. */
  KeySchema entryKey(@Nullable String index) {
    if (index == null) {
      return keys();
    }
    return indexSchema(index).entryKey(keys());
  }

  /** Keeps the attributes of an item that say where the page of a table (null) or index ended. */
  KeyAttributes keyAttributes(@Nullable String index) {
    return new KeyAttributes(keys(), index == null ? keys() : indexSchema(index));
  }

  private KeySchema indexSchema(String index) {
    GlobalIndex global = globalIndex(index);
    if (global != null) {
      return global.keys();
    }
    LocalIndex local = localIndex(index);
    if (local == null) {
      throw new IllegalArgumentException("no index " + index);
    }
    return local.keys();
  }

  private static List<KeyAttribute> indexKeys(TableDefinition definition) {
    Map<String, KeyAttribute> keys = new LinkedHashMap<>();
    definition.schema().localIndexes().forEach(index -> collect(index.keys(), keys));
    definition.schema().globalIndexes().forEach(index -> collect(index.keys(), keys));
    definition.schema().keys().hash().forEach(key -> keys.remove(key.name()));
    definition.schema().keys().range().forEach(key -> keys.remove(key.name()));
    return List.copyOf(new ArrayList<>(keys.values()));
  }

  private static void collect(KeySchema schema, Map<String, KeyAttribute> keys) {
    schema.hash().forEach(key -> keys.put(key.name(), key));
    schema.range().forEach(key -> keys.put(key.name(), key));
  }
}
