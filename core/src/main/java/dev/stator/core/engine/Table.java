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
import dev.stator.core.throughput.TableThroughputs;
import dev.stator.core.worker.HashRange;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table as it is at one moment: its definition and where its partitions are. Immutable. */
public final class Table {
  private final TableDefinition definition;
  private final List<Route> partitions;
  private final Map<String, List<Route>> indexPartitions;
  private final List<ChangeStream> streams;
  private final List<KeyAttribute> indexKeys;
  private final IndexArms indexArms;
  private final TableThroughput throughput;
  private final TableMeters meters;

  private Table(
      TableDefinition definition,
      List<Route> partitions,
      Map<String, List<Route>> indexPartitions,
      List<ChangeStream> streams,
      TableThroughput throughput) {
    this.definition = definition;
    this.partitions = List.copyOf(partitions);
    this.indexPartitions = Map.copyOf(indexPartitions);
    this.streams = streams;
    this.indexKeys = indexKeys(definition);
    this.indexArms = new IndexArms(definition.schema());
    this.throughput = throughput;
    this.meters = new TableMeters(definition, throughput, this.partitions, this.indexPartitions);
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
      List<Route> partitions,
      Map<String, List<Route>> indexPartitions,
      TableThroughput throughput) {
    return new Table(entry.definition(), partitions, indexPartitions, entry.streams(), throughput);
  }

  /** A table that no client uses, without indexes. */
  static Table internal(CatalogEntry entry, List<Route> partitions) {
    TableThroughput unlimited = TableThroughputs.unlimited(entry.definition(), entry.partitions());
    return of(entry, partitions, Map.of(), unlimited);
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

  /** Live items, right now. */
  public long itemCount() {
    return partitions.stream().mapToLong(route -> route.state().itemCount()).sum();
  }

  /** DynamoDB's size of the live items, bytes, right now. */
  public long sizeBytes() {
    return partitions.stream().mapToLong(route -> route.state().itemBytes()).sum();
  }

  /** Entries of a global index, right now; of a local index the items of the table. */
  public long indexItemCount(String index) {
    return routes(index).stream().mapToLong(route -> route.state().itemCount()).sum();
  }

  /** DynamoDB's size of the entries of a global index, bytes, right now. */
  public long indexSizeBytes(String index) {
    return routes(index).stream().mapToLong(route -> route.state().itemBytes()).sum();
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

  /**
   * The partitions that hold the items of the table (null) or index, by their ranges of the hash.
   */
  List<Route> routes(@Nullable String index) {
    List<Route> routes = index == null ? null : indexPartitions.get(index);
    return routes == null ? partitions : routes;
  }

  /** The meters of the table and its global indexes. */
  public TableThroughput throughput() {
    return throughput;
  }

  /** What writes cost in the indexes. */
  public IndexArms indexArms() {
    return indexArms;
  }

  /** The meters of its partitions and global indexes, by their places. */
  TableMeters meters() {
    return meters;
  }

  /** Where one of its partitions is. */
  Route routeOf(long partition) {
    for (Route route : partitions) {
      if (route.partition() == partition) {
        return route;
      }
    }
    throw new IllegalArgumentException("no partition " + partition + " of " + definition.name());
  }

  Route route(long hash) {
    return partitions.get(HashRange.indexOf(hash, partitions.size()));
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
