package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.throughput.TableThroughput;
import dev.stator.core.throughput.TableThroughputs;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.Routing;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the partitions of all tables and indexes are now, one for each as long as it lives: a table
 * that was looked up before a split finds its items after it too. Changed by the control thread.
 */
final class Routings {
  private static final String TABLE = "";

  private final Storage storage;
  private final TableThroughputs throughputs;

  /**
   * By the names of tables, then by those of their indexes; {@link #TABLE} for the table itself.
   */
  private final Map<String, Map<String, Routing>> routings = new HashMap<>();

  Routings(Storage storage, TableThroughputs throughputs) {
    this.storage = storage;
    this.throughputs = throughputs;
  }

  /**
   * The table of an entry of the catalog, whose partitions are where the entry says from now on. An
   * index that it has no more is forgotten: another may get its name.
   */
  Table table(CatalogEntry entry) {
    TableThroughput throughput = throughputOf(entry); // before anybody is sent to new partitions
    of(entry)
        .keySet()
        .removeIf(index -> !index.equals(TABLE) && !entry.indexes().containsKey(index));
    Map<String, Routing> indexes = new HashMap<>();
    entry.indexes().keySet().forEach(name -> indexes.put(name, ofIndex(entry, name)));
    return Table.of(entry, ofTable(entry), indexes, throughput);
  }

  /** The meters of a table; nothing limits one that clients do not use. */
  private TableThroughput throughputOf(CatalogEntry entry) {
    TableDefinition definition = entry.definition();
    return entry.deleted() || definition.name().equals(Ledger.NAME)
        ? TableThroughputs.unlimited(definition, entry.partitions())
        : throughputs.of(definition, entry.partitions(), entry.indexPartitions());
  }

  /**
   * Makes meters for the partitions of the second entry beside those of the first, since nobody may
   * be sent to partitions without: for a moment at which there is no time for it.
   */
  void prepareMeters(CatalogEntry now, CatalogEntry soon) {
    Map<String, List<Long>> indexPartitions = new HashMap<>();
    now.indexPartitions()
        .forEach(
            (name, ids) -> indexPartitions.put(name, union(ids, soon.index(name).partitions())));
    var _ =
        throughputs.of(
            now.definition(), union(now.partitions(), soon.partitions()), indexPartitions);
  }

  private static List<Long> union(List<Long> some, List<Long> others) {
    Set<Long> all = new LinkedHashSet<>(some);
    all.addAll(others);
    return List.copyOf(all);
  }

  /** Where the partitions of a table are. */
  Routing ofTable(CatalogEntry entry) {
    List<Long> retired = entry.map().retired().stream().map(RetiredPartition::id).toList();
    Routes routes =
        Routes.of(storage.routes(entry.partitions()), entry.map().starts())
            .withRetired(storage.routes(retired));
    return published(entry, TABLE, routes);
  }

  /** Where the partitions of a global index are. */
  Routing ofIndex(CatalogEntry entry, String index) {
    PartitionMap map = entry.index(index).map();
    Routes routes = Routes.of(storage.routes(map.ids()), map.starts());
    return published(entry, index, routes);
  }

  private Routing published(CatalogEntry entry, String index, Routes routes) {
    Routing routing = of(entry).computeIfAbsent(index, _ -> new Routing(routes));
    routing.publish(routes);
    return routing;
  }

  /** A table is named by its entry: what is left of one that is gone has another name than that. */
  private Map<String, Routing> of(CatalogEntry entry) {
    return routings.computeIfAbsent(entry.name(), _ -> new HashMap<>());
  }

  /** Forgets a table that is gone. */
  void forget(CatalogEntry entry) {
    routings.remove(entry.name());
  }
}
