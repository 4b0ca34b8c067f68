package dev.stator.core.engine;

import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.IndexPlace;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.throughput.TableThroughputs;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.IndexTarget;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables and their life: every change is made durable in the catalog before it is seen, and
 * what a crash interrupted is finished at the next opening. All changes happen on one thread, in
 * order.
 *
 * <p>Size: each step of a table's life from its creation to its deletion, in one place.
 */
final class Tables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Tables.class);
  private static final long CATCH_UP_INTERVAL_MS = 10;
  private static final long CLOSE_TIMEOUT_S = 30;

  /** How long a closing database waits for checkpoints that a change of a table waits for. */
  private static final long CHECKPOINT_TIMEOUT_S = 2;

  private static final long SWEEP_PAUSE_S = 60;
  private static final long RETRY_S = 5;

  private final EngineConfig config;
  private final Storage storage;
  private final CatalogStore catalog;
  private final ScheduledExecutorService control;
  private final Map<String, CatalogEntry> entries = new HashMap<>();
  private final TableStreams streams;
  private final DeletedTables deletedTables;
  private final ReadableStreams readableStreams;
  private final KeptTables kept;
  private final ImportedTables imported;
  private final ExportSources exported;
  private final TableThroughputs throughputs;
  private final Routings routings;
  private final PartitionSplits splits;
  private volatile NavigableMap<String, Table> tables = new TreeMap<>();
  private @Nullable Ledger ledger;

  private Tables(EngineConfig config, Storage storage, CatalogStore catalog, Mailboxes mailboxes) {
    this.config = config;
    this.storage = storage;
    this.catalog = catalog;
    this.control = storage.threads().scheduled("stator-control");
    this.throughputs = new TableThroughputs(config.throughput());
    this.routings = new Routings(storage, throughputs);
    this.streams = new TableStreams(storage, config.clock());
    this.deletedTables = new DeletedTables(storage, catalog, streams, routings);
    this.readableStreams = new ReadableStreams(this, deletedTables);
    this.kept = new KeptTables(config, storage, mailboxes, control, entries);
    this.imported = new ImportedTables(this, storage, catalog);
    this.exported =
        new ExportSources(
            this,
            imported,
            new SnapshotStore(config.store(), storage.directory().exports()),
            new SnapshotTaking(storage, config.clock()));
    this.splits = new PartitionSplits(this, storage, catalog, routings, mailboxes, config.clock());
  }

  /** Reads the catalog, opens all partitions, recovers them and starts their workers. */
  static Tables open(EngineConfig config, Storage storage, Mailboxes mailboxes) {
    CatalogStore catalog = CatalogStore.open(config, storage, mailboxes);
    Tables tables = new Tables(config, storage, catalog, mailboxes);
    try {
      tables.recover(mailboxes);
      return tables;
    } catch (RuntimeException e) {
      tables.kept.close();
      tables.control.shutdownNow();
      catalog.close();
      throw e;
    }
  }

  private void recover(Mailboxes mailboxes) {
    List<Checkpoint> checkpoints = storage.readCheckpoints();
    deletedTables
        .separate(catalog.entries())
        .forEach(entry -> entries.put(entry.definition().name(), entry));
    CatalogEntry ledgerEntry = entries.computeIfAbsent(Ledger.NAME, name -> createLedger());
    List<CatalogEntry> all = new ArrayList<>(entries.values());
    all.addAll(deletedTables.entries());
    all.forEach(entry -> openPartitions(entry, checkpoints));
    storage.deleteUnknownPartitions(all);
    kept.recover();
    exported.recover();
    storage.recoverWorkers(checkpoints);
    all.forEach(storage::keepRecoveredStreams);
    deletedTables.recovered();
    for (CatalogEntry entry : entries.values()) {
      startFeeds(entry, checkpoints);
      startExpiry(entry);
      publish(entry);
    }
    Ledger opened = new Ledger(publish(ledgerEntry), UUID.randomUUID().toString());
    ledger = opened;
    TransactionRecovery interrupted = TransactionRecovery.find(storage.allRoutes(), opened);
    storage.startWorkers();
    interrupted.end(mailboxes, config.clock(), storage.threads());
    GateOpening.open(notSplit(all), mailboxes, config.clock(), storage.threads());
    splits.retired().awaitFed();
    List.copyOf(entries.values()).forEach(entry -> later(() -> resume(entry)));
    var _ =
        control.scheduleWithFixedDelay(
            () -> attempt(this::sweep), 0, SWEEP_PAUSE_S, TimeUnit.SECONDS);
  }

  void sweep() {
    deletedTables.dropUnreadable();
    splits.retired().sweep();
    kept.sweep();
  }

  /** Where the partitions are that take writes: a crash has left one closed that was not split. */
  private List<Route> notSplit(List<CatalogEntry> all) {
    List<Route> routes = new ArrayList<>();
    for (CatalogEntry entry : all) {
      routes.addAll(storage.routes(entry.partitions()));
      entry.indexes().values().forEach(at -> routes.addAll(storage.routes(at.partitions())));
    }
    return routes;
  }

  /** What splits partitions. */
  PartitionSplits splits() {
    return splits;
  }

  /** All tables, on the control thread. */
  Collection<CatalogEntry> entries() {
    return entries.values();
  }

  /** A table, on the control thread; null when there is none. */
  @Nullable CatalogEntry find(String name) {
    return entries.get(name);
  }

  private CatalogEntry createLedger() {
    long nowMs = TimeUnit.MICROSECONDS.toMillis(config.clock().microTime());
    CatalogEntry entry = place(Ledger.definition(nowMs));
    catalog.put(entry);
    return entry;
  }

  Ledger ledger() {
    Ledger opened = ledger;
    if (opened == null) {
      throw new IllegalStateException("not open yet");
    }
    return opened;
  }

  /** What exports read. */
  ExportSources exported() {
    return exported;
  }

  /** The time of the engine's clock, epoch milliseconds. */
  long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(config.clock().microTime());
  }

  /** The tables that imports fill. */
  ImportedTables imported() {
    return imported;
  }

  NavigableMap<String, Table> all() {
    return tables;
  }

  /** The streams that can be read. */
  ReadableStreams readableStreams() {
    return readableStreams;
  }

  CompletableFuture<Table> create(TableDefinition definition) {
    return onControl(
        () -> {
          requireNew(definition.name());
          Table created = begin(definition);
          later(() -> activate(definition.name()));
          return created;
        });
  }

  /** Refuses the name of a table that exists; on the control thread. */
  void requireNew(String name) {
    if (entries.containsKey(name)) {
      throw new RequestException(ErrorCode.RESOURCE_IN_USE, "Table already exists: " + name);
    }
  }

  private Table begin(TableDefinition definition) {
    return open(place(definition.withStatus(TableStatus.CREATING)));
  }

  /** Stores and opens a table that was not there; on the control thread. */
  Table open(CatalogEntry placed) {
    CatalogEntry entry = streams.created(placed);
    TableDefinition definition = entry.definition();
    catalog.put(entry);
    entries.put(definition.name(), entry);
    openLivePartitions(entry.partitions(), definition);
    storage.keepStreams(entry);
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      openIndex(entry, index);
    }
    return publish(entry);
  }

  /** Creates a table with the items of the backup or table that its definition names. */
  CompletableFuture<Table> restore(TableDefinition definition) {
    return onControl(
        () -> {
          String name = definition.name();
          requireNoTarget(name);
          kept.prepareRestore(definition);
          Table created = begin(definition);
          later(() -> fill(name));
          return created;
        });
  }

  /** Refuses the name of a table that exists as the target of a restore. */
  private void requireNoTarget(String name) {
    CatalogEntry entry = entries.get(name);
    if (entry == null) {
      return;
    }
    throw switch (entry.definition().status()) {
      case CREATING ->
          new RequestException(ErrorCode.TABLE_IN_USE, "Table is being created: " + name);
      case DELETING ->
          new RequestException(ErrorCode.TABLE_IN_USE, "Table is being deleted: " + name);
      case ACTIVE, UPDATING ->
          new RequestException(ErrorCode.TABLE_ALREADY_EXISTS, "Table already exists: " + name);
    };
  }

  /** Fills a table that is being restored. */
  private void fill(String name) {
    CatalogEntry entry = entries.get(name);
    Table table = tables.get(name);
    if (entry != null && table != null) {
      kept.restore(entry, table, this::restoreEnded);
    }
  }

  private void restoreEnded(String name, boolean complete) {
    if (complete) {
      activate(name);
    } else {
      discard(name);
    }
  }

  /** Removes a table that never was active. */
  private void discard(String name) {
    CatalogEntry entry = entries.get(name);
    if (entry != null) {
      remove(entry.withDefinition(entry.definition().withStatus(TableStatus.DELETING)));
    }
  }

  /** Fixes what a backup of the table has; it becomes available by itself. */
  CompletableFuture<Backup> backUp(String table, String name) {
    return onControl(
        () -> {
          Backup backup = kept.backUp(table, name);
          later(() -> kept.complete(backup));
          return backup;
        });
  }

  /** Keeps the past of a table from now on for so many days; 0: not any more. */
  CompletableFuture<Table> keepPast(String table, int days) {
    return onControl(
        () -> {
          CatalogEntry before = kept.require(table);
          CatalogEntry after = kept.beginHistory(before, days);
          Table changed = store(after);
          kept.endHistory(before, after);
          return changed;
        });
  }

  CompletableFuture<Backup> deleteBackup(String id) {
    return onControl(() -> kept.deleteBackup(id));
  }

  NavigableMap<String, Backup> backups() {
    return kept.backups();
  }

  CompletableFuture<Table> update(String name, UnaryOperator<TableDefinition> change) {
    return onControl(
        () -> {
          CatalogEntry before = requireActive(name, "updated");
          splits.abandon(name);
          TableDefinition definition = change.apply(before.definition());
          CatalogEntry entry =
              streams.changed(before, replan(before, definition.withStatus(TableStatus.UPDATING)));
          catalog.put(entry);
          entries.put(name, entry);
          storage.keepStreams(entry);
          for (GlobalIndex index : entry.definition().schema().globalIndexes()) {
            if (!before.indexes().containsKey(index.name())) {
              openIndex(entry, index);
            }
          }
          Table updated = publish(entry);
          later(() -> resume(entry));
          return updated;
        });
  }

  /** Changes settings that leave the table in the state it is in. */
  CompletableFuture<Table> changeOptions(String name, UnaryOperator<TableOptions> change) {
    return onControl(
        () -> {
          CatalogEntry before = requireSettled(name);
          TableOptions options = change.apply(before.definition().options());
          if (!options.recovery().equals(before.definition().options().recovery())) {
            throw new IllegalArgumentException("keepPast changes this: " + options.recovery());
          }
          String attribute = options.timeToLive().attribute();
          boolean expiresOtherwise =
              !Objects.equals(attribute, before.definition().options().timeToLive().attribute());
          Table changed = store(before.withDefinition(before.definition().withOptions(options)));
          if (expiresOtherwise) {
            storage.expireLive(before.partitions(), attribute);
          }
          return changed;
        });
  }

  CompletableFuture<Table> delete(String name) {
    return onControl(
        () -> {
          CatalogEntry before = requireActive(name, "deleted");
          splits.abandon(name);
          CatalogEntry entry =
              before.withDefinition(before.definition().withStatus(TableStatus.DELETING));
          catalog.put(entry);
          entries.put(name, entry);
          Table deleted = publish(entry);
          later(() -> remove(entry));
          return deleted;
        });
  }

  /** The entry of a table that must be there; on the control thread. */
  CatalogEntry require(String name) {
    CatalogEntry entry = entries.get(name);
    if (entry == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Table: " + name + " not found");
    }
    return entry;
  }

  /** A table that is neither being created nor deleted. */
  CatalogEntry requireSettled(String name) {
    CatalogEntry entry = require(name);
    TableStatus status = entry.definition().status();
    if (status == TableStatus.CREATING || status == TableStatus.DELETING) {
      throw inUse(name, participle(status, ""));
    }
    return entry;
  }

  private CatalogEntry requireActive(String name, String action) {
    CatalogEntry entry = require(name);
    if (entry.definition().status() != TableStatus.ACTIVE) {
      throw inUse(name, participle(entry.definition().status(), action));
    }
    return entry;
  }

  private static RequestException inUse(String name, String participle) {
    return new RequestException(
        ErrorCode.RESOURCE_IN_USE,
        "Attempt to change a resource which is still in use: Table is being "
            + participle
            + ": "
            + name);
  }

  private static String participle(TableStatus status, String action) {
    return switch (status) {
      case CREATING -> "created";
      case UPDATING -> "updated";
      case DELETING -> "deleted";
      case ACTIVE -> action;
    };
  }

  /** Decides which partitions a new table is made of; on the control thread. */
  CatalogEntry place(TableDefinition definition) {
    Map<String, List<Long>> indexPartitions = new HashMap<>();
    List<Long> partitions = catalog.nextPartitions(config.sizes().partitionsPerTable());
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      indexPartitions.put(
          index.name(), catalog.nextPartitions(config.sizes().partitionsPerTable()));
    }
    return new CatalogEntry(definition, partitions, indexPartitions);
  }

  /** Adds partitions for global indexes that the definition has and the entry has not. */
  private CatalogEntry replan(CatalogEntry before, TableDefinition definition) {
    CatalogEntry entry = before.withDefinition(definition);
    for (GlobalIndex index : definition.schema().globalIndexes()) {
      if (!before.indexes().containsKey(index.name())) {
        List<Long> partitions = catalog.nextPartitions(config.sizes().partitionsPerTable());
        entry = entry.withIndex(index.name(), IndexPlace.of(partitions));
      }
    }
    return entry;
  }

  /** Goes on with whatever the state of the table says was begun. */
  private void resume(CatalogEntry entry) {
    switch (entry.definition().status()) {
      case CREATING -> {
        String name = entry.definition().name();
        if (entry.definition().restored() != null) {
          fill(name);
        } else if (!entry.importing()) {
          activate(name);
        }
      }
      case UPDATING -> finishUpdate(entry.definition().name());
      case DELETING -> remove(entry);
      case ACTIVE -> {}
    }
  }

  private void activate(String name) {
    CatalogEntry entry = entries.get(name);
    if (entry != null) {
      store(entry.withDefinition(entry.definition().withStatus(TableStatus.ACTIVE)));
    }
  }

  /** Makes what an update began complete: fills new indexes, removes those being deleted. */
  private void finishUpdate(String name) {
    CatalogEntry entry = entries.get(name);
    if (entry == null || entry.definition().status() != TableStatus.UPDATING) {
      return;
    }
    for (GlobalIndex index : entry.definition().schema().globalIndexes()) {
      if (index.status() == IndexStatus.DELETING) {
        removeIndex(entry, index);
        finishUpdate(name);
        return;
      }
      if (index.status() == IndexStatus.CREATING) {
        awaitFilled(entry, index);
        return;
      }
    }
    activate(name);
  }

  private void awaitFilled(CatalogEntry entry, GlobalIndex index) {
    long id = entry.index(index.name()).id();
    List<CompletableFuture<Boolean>> caughtUp = new ArrayList<>();
    for (Route route : storage.routes(entry.partitions())) {
      caughtUp.add(route.worker().call(() -> route.worker().isCaughtUp(route.partition(), id)));
    }
    var _ =
        CompletableFuture.allOf(caughtUp.toArray(CompletableFuture[]::new))
            .thenApply(nothing -> caughtUp.stream().allMatch(CompletableFuture::join))
            .thenAcceptAsync(filled -> indexFilled(entry, index, filled), control)
            .exceptionally(e -> logFailure(index, e));
  }

  private static @Nullable Void logFailure(GlobalIndex index, Throwable failure) {
    LOG.error("filling the index {} stopped; it goes on at the next start", index.name(), failure);
    return null;
  }

  private void indexFilled(CatalogEntry entry, GlobalIndex index, boolean filled) {
    String name = entry.definition().name();
    if (!filled) {
      soon(() -> finishUpdate(name));
      return;
    }
    CatalogEntry current = entries.get(name);
    if (current != null) {
      store(withIndex(current, index.withStatus(IndexStatus.ACTIVE, false)));
      finishUpdate(name);
    }
  }

  private static CatalogEntry withIndex(CatalogEntry entry, GlobalIndex changed) {
    TableSchema schema = entry.definition().schema();
    List<GlobalIndex> indexes = new ArrayList<>();
    for (GlobalIndex index : schema.globalIndexes()) {
      indexes.add(index.name().equals(changed.name()) ? changed : index);
    }
    return entry.withDefinition(entry.definition().withSchema(schema.withGlobalIndexes(indexes)));
  }

  private void removeIndex(CatalogEntry entry, GlobalIndex removed) {
    Map<String, IndexPlace> remaining = new HashMap<>(entry.indexes());
    IndexPlace gone = remaining.remove(removed.name());
    if (gone != null) {
      storage.stopFeeding(entry.allPartitions(), gone.id());
    }
    TableSchema schema = entry.definition().schema();
    List<GlobalIndex> indexes = new ArrayList<>(schema.globalIndexes());
    indexes.removeIf(index -> index.name().equals(removed.name()));
    store(
        entry
            .withDefinition(entry.definition().withSchema(schema.withGlobalIndexes(indexes)))
            .withIndexes(remaining));
    if (gone != null) {
      storage.dropPartitions(gone.partitions());
    }
  }

  /** Takes a table away with all its items; on the control thread. */
  void remove(CatalogEntry entry) {
    String name = entry.definition().name();
    if (!kept.isKeptAsBackup(entry)) {
      var _ = control.schedule(() -> attempt(() -> remove(entry)), RETRY_S, TimeUnit.SECONDS);
      return;
    }
    entry.indexIds().forEach(id -> storage.stopFeeding(entry.allPartitions(), id));
    List<Long> dropped = new ArrayList<>();
    entry.indexes().values().forEach(index -> dropped.addAll(index.partitions()));
    CatalogEntry readable = streams.deleted(entry);
    if (readable == null) {
      dropped.addAll(entry.allPartitions());
      storage.retirePartitions(entry.allPartitions());
    } else {
      catalog.put(readable);
    }
    catalog.remove(name);
    entries.remove(name);
    kept.forget(entry);
    throughputs.forget(entry.definition());
    routings.forget(entry);
    NavigableMap<String, Table> remaining = new TreeMap<>(tables);
    remaining.remove(name);
    tables = Collections.unmodifiableNavigableMap(remaining);
    if (readable != null) {
      deletedTables.add(readable);
    }
    storage.dropPartitions(dropped);
  }

  /** Stores and shows a changed table; on the control thread. */
  Table store(CatalogEntry entry) {
    catalog.put(entry);
    return adopt(entry);
  }

  /** Shows a table whose change is stored; on the control thread. */
  Table adopt(CatalogEntry entry) {
    entries.put(entry.definition().name(), entry);
    return publish(entry);
  }

  private Table publish(CatalogEntry entry) {
    Table table = routings.table(entry);
    if (entry.definition().name().equals(Ledger.NAME)) {
      return table;
    }
    NavigableMap<String, Table> next = new TreeMap<>(tables);
    next.put(entry.definition().name(), table);
    tables = Collections.unmodifiableNavigableMap(next);
    return table;
  }

  private void openPartitions(CatalogEntry entry, List<Checkpoint> checkpoints) {
    TableSchema schema = entry.definition().schema();
    storage.openPartitions(
        entry.allPartitions(), schema.keys(), schema.localIndexes(), checkpoints);
    for (GlobalIndex index : schema.globalIndexes()) {
      storage.openPartitions(
          entry.index(index.name()).partitions(),
          index.keys().entryKey(schema.keys()),
          List.of(),
          checkpoints);
    }
  }

  private void startFeeds(CatalogEntry entry, List<Checkpoint> checkpoints) {
    for (GlobalIndex index : entry.definition().schema().globalIndexes()) {
      IndexTarget target = target(entry, index);
      for (long id : entry.allPartitions()) {
        if (RetiredPartitions.isFed(entry.map(), id, target.id())) {
          storage.startFeed(
              id, target, RetiredPartitions.begin(entry.map(), id, target.id()), checkpoints);
        }
      }
    }
  }

  private void startExpiry(CatalogEntry entry) {
    String attribute = entry.definition().options().timeToLive().attribute();
    if (attribute != null) {
      storage.expire(entry.partitions(), attribute);
    }
  }

  private void openLivePartitions(List<Long> ids, TableDefinition definition) {
    storage.openLivePartitions(ids, definition.schema().keys(), definition.schema().localIndexes());
  }

  private void openIndex(CatalogEntry entry, GlobalIndex index) {
    storage.openLivePartitions(
        entry.index(index.name()).partitions(),
        index.keys().entryKey(entry.definition().schema().keys()),
        List.of());
    storage.startLiveFeeds(entry.partitions(), target(entry, index));
  }

  /** What is fed with the entries of a global index. */
  IndexTarget target(CatalogEntry entry, GlobalIndex index) {
    return new IndexTarget(
        entry.index(index.name()).id(),
        entry.definition().schema().keys(),
        index,
        routings.ofIndex(entry, index.name()));
  }

  /** Does it on the control thread after what is under way. */
  void later(Runnable step) {
    control.execute(() -> attempt(step));
  }

  private static void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      LOG.error("a change of a table stopped; it goes on at the next start", e);
    }
  }

  /** Does it on the control thread after what is under way, and gives its result. */
  <T extends @Nullable Object> CompletableFuture<T> onControl(Supplier<T> action) {
    return CompletableFuture.supplyAsync(action, control);
  }

  /** Does it on the control thread in a moment. */
  void soon(Runnable step) {
    var _ = control.schedule(() -> attempt(step), CATCH_UP_INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  /** Does it on the control thread again and again. */
  void every(long seconds, Runnable step) {
    var _ = control.scheduleWithFixedDelay(() -> attempt(step), seconds, seconds, TimeUnit.SECONDS);
  }

  /** Waits for the change under way; unfinished ones go on at the next opening. */
  @Override
  public void close() {
    kept.close();
    control.execute(splits::close);
    control.shutdown();
    try {
      boolean ended = control.awaitTermination(CHECKPOINT_TIMEOUT_S, TimeUnit.SECONDS);
      storage.endWaits();
      if (!ended && !control.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
        LOG.warn("a change of a table did not end in time; it goes on at the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    catalog.close();
  }
}
