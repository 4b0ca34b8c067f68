package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.model.Note;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableStatus;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The tables that imports fill: CREATING until the import has ended, and either complete or gone
 * then. What becomes of an import is a note, durable before the table follows it.
 */
final class ImportedTables {
  private final Tables tables;
  private final Storage storage;
  private final CatalogStore catalog;
  private final Map<String, Note> notes;

  ImportedTables(Tables tables, Storage storage, CatalogStore catalog) {
    this.tables = tables;
    this.storage = storage;
    this.catalog = catalog;
    this.notes = new ConcurrentSkipListMap<>(catalog.notes());
  }

  /** All notes by their names, as they are now; any thread. */
  Map<String, Note> notes() {
    return notes;
  }

  CompletableFuture<@Nullable Void> keep(Note note) {
    return tables.onControl(
        () -> {
          store(note);
          return null;
        });
  }

  CompletableFuture<@Nullable Void> forget(String name) {
    return tables.onControl(
        () -> {
          catalog.removeNote(name);
          notes.remove(name);
          return null;
        });
  }

  /** Creates a table that stays CREATING until {@link #complete} or {@link #drop}. */
  CompletableFuture<Table> create(TableDefinition definition, Note note) {
    return tables.onControl(
        () -> {
          tables.requireNew(definition.name());
          store(note);
          CatalogEntry entry = tables.place(definition.withStatus(TableStatus.CREATING));
          return tables.open(entry.withImporting(true));
        });
  }

  /** Waits until the indexes have all items, then makes the table ACTIVE. */
  CompletableFuture<@Nullable Void> complete(String name, Note note) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    tables.soon(
        () ->
            attempt(
                done,
                () -> {
                  CatalogEntry entry = tables.require(name);
                  Map<Long, Long> heads = storage.durableHeads(entry.partitions());
                  awaitFed(heads, done, () -> activate(entry, note, done));
                }));
    return done;
  }

  /** Does the step on the control thread when the indexes have everything below these heads. */
  private void awaitFed(
      Map<Long, Long> heads, CompletableFuture<@Nullable Void> done, Runnable step) {
    List<CompletableFuture<Boolean>> fed = new ArrayList<>();
    for (Route route : storage.routes(List.copyOf(heads.keySet()))) {
      long head = Objects.requireNonNull(heads.get(route.partition()));
      fed.add(route.worker().call(() -> route.worker().areFed(route.partition(), head)));
    }
    var _ =
        CompletableFuture.allOf(fed.toArray(CompletableFuture[]::new))
            .thenRun(
                () -> {
                  boolean all = fed.stream().allMatch(CompletableFuture::join);
                  tables.soon(() -> attempt(done, all ? step : () -> awaitFed(heads, done, step)));
                })
            .exceptionally(
                failure -> {
                  done.completeExceptionally(failure);
                  return null;
                });
  }

  private void activate(CatalogEntry entry, Note note, CompletableFuture<@Nullable Void> done) {
    store(note);
    TableDefinition active = entry.definition().withStatus(TableStatus.ACTIVE);
    tables.store(entry.withDefinition(active).withImporting(false));
    done.complete(null);
  }

  /** Takes the table away. */
  CompletableFuture<@Nullable Void> drop(String name, Note note) {
    return tables.onControl(
        () -> {
          CatalogEntry entry = tables.require(name);
          store(note);
          CatalogEntry deleting =
              entry.withDefinition(entry.definition().withStatus(TableStatus.DELETING));
          tables.store(deleting);
          tables.remove(deleting);
          return null;
        });
  }

  /** Keeps a note; on the control thread. */
  void store(Note note) {
    catalog.put(note);
    notes.put(note.name(), note);
  }

  private static void attempt(CompletableFuture<@Nullable Void> done, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
  }
}
