package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ChangeStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The streams that can be read, also of tables that are gone. Any thread looks at them, they are
 * changed on the control thread.
 */
final class ReadableStreams {
  private static final Comparator<TableStream> BY_NAME_AND_LABEL =
      Comparator.comparing(TableStream::tableName)
          .thenComparing(readable -> readable.stream().label());

  private final Tables tables;
  private final DeletedTables deletedTables;

  ReadableStreams(Tables tables, DeletedTables deletedTables) {
    this.tables = tables;
    this.deletedTables = deletedTables;
  }

  /** All that can be read at this time, by the names of their tables and their labels. */
  List<TableStream> all(long nowMs) {
    List<TableStream> readable = new ArrayList<>();
    tables.all().values().forEach(table -> readable.addAll(table.streams(nowMs)));
    deletedTables.all().forEach(table -> readable.addAll(table.streams(nowMs)));
    readable.sort(BY_NAME_AND_LABEL);
    return readable;
  }

  /** The one that can be read under this name; null when there is none. */
  @Nullable TableStream find(String name, String label, long nowMs) {
    List<Table> named = new ArrayList<>(deletedTables.all());
    named.removeIf(table -> !table.definition().name().equals(name));
    Table present = tables.all().get(name);
    if (present != null) {
      named.add(present);
    }
    for (Table table : named) {
      for (TableStream readable : table.streams(nowMs)) {
        if (readable.stream().label().equals(label)) {
          return readable;
        }
      }
    }
    return null;
  }

  /** Changes who may read a stream; gives it as it is then. */
  CompletableFuture<ChangeStream> changePolicy(
      String name, String label, UnaryOperator<ChangeStream> change) {
    return tables.onControl(
        () -> {
          CatalogEntry present = tables.find(name);
          if (present != null && find(present, label) != null) {
            return changed(tables.requireSettled(name), label, change, tables::store);
          }
          for (CatalogEntry gone : deletedTables.entries()) {
            if (gone.definition().name().equals(name) && find(gone, label) != null) {
              return changed(gone, label, change, deletedTables::store);
            }
          }
          throw new RequestException(
              ErrorCode.RESOURCE_NOT_FOUND,
              "Requested resource not found: Stream: " + label + " not found");
        });
  }

  /** Takes the changed entry of a table. */
  private interface Store {
    void accept(CatalogEntry entry);
  }

  private static ChangeStream changed(
      CatalogEntry entry, String label, UnaryOperator<ChangeStream> change, Store store) {
    List<ChangeStream> streams = new ArrayList<>(entry.streams());
    int place = streams.indexOf(find(entry, label));
    ChangeStream changed = change.apply(streams.get(place));
    streams.set(place, changed);
    store.accept(entry.withStreams(streams));
    return changed;
  }

  private static @Nullable ChangeStream find(CatalogEntry entry, String label) {
    for (ChangeStream stream : entry.streams()) {
      if (stream.label().equals(label)) {
        return stream;
      }
    }
    return null;
  }
}
