package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables that are gone, but for the changes that their streams still tell. Used by the control
 * thread, {@link #all} by any.
 */
final class DeletedTables {
  private final Storage storage;
  private final CatalogStore catalog;
  private final TableStreams streams;
  private final Routings routings;
  private final Map<String, CatalogEntry> entries = new HashMap<>();
  private volatile List<Table> tables = List.of();

  DeletedTables(Storage storage, CatalogStore catalog, TableStreams streams, Routings routings) {
    this.routings = routings;
    this.storage = storage;
    this.catalog = catalog;
    this.streams = streams;
  }

  /**
   * Takes those out of the entries of the catalog and gives back the others. A table that was being
   * deleted when this was interrupted is among both, and its deletion is finished.
   */
  List<CatalogEntry> separate(List<CatalogEntry> all) {
    all.stream().filter(CatalogEntry::deleted).forEach(entry -> entries.put(entry.name(), entry));
    List<CatalogEntry> others = new ArrayList<>();
    for (CatalogEntry entry : all) {
      if (!entry.deleted() && entries.containsKey(entry.nameWhenDeleted())) {
        catalog.remove(entry.name());
      } else if (!entry.deleted()) {
        others.add(entry);
      }
    }
    return others;
  }

  Collection<CatalogEntry> entries() {
    return entries.values();
  }

  /** Shows those whose partitions were recovered. */
  void recovered() {
    publish();
  }

  /** Keeps what is left of a table; durable already. */
  void add(CatalogEntry entry) {
    entries.put(entry.name(), entry);
    storage.keepStreams(entry);
    publish();
  }

  /** Stores and shows a changed one. */
  void store(CatalogEntry entry) {
    catalog.put(entry);
    entries.put(entry.name(), entry);
    publish();
  }

  /** Drops those whose streams cannot be read any more. */
  void dropUnreadable() {
    for (CatalogEntry entry : List.copyOf(entries.values())) {
      if (!streams.isReadable(entry)) {
        entries.remove(entry.name());
        publish();
        routings.forget(entry);
        storage.retirePartitions(entry.allPartitions());
        catalog.remove(entry.name());
        storage.dropPartitions(entry.allPartitions());
      }
    }
  }

  /** As tables that nothing can be written to. */
  List<Table> all() {
    return tables;
  }

  private void publish() {
    List<Table> all = new ArrayList<>();
    for (CatalogEntry entry : entries.values()) {
      all.add(routings.table(entry));
    }
    tables = List.copyOf(all);
  }
}
