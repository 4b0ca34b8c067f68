package dev.stator.core.engine;

import dev.stator.core.adaptive.CapacityReport;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.file.DiskFileStore;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.Note;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * The database: opens a data directory, recovers what it holds and runs its workers until it is
 * closed. Requests go through sessions, one per thread; tables are created, changed and deleted
 * here.
 */
public final class Engine implements AutoCloseable {
  private static final long SWEEP_PAUSE_MS = 60_000;

  /** 64 MiB at a time: half a terabyte a day. */
  private static final long SCRUB_PAUSE_MS = 10_000;

  private final EngineConfig config;
  private final Mailboxes mailboxes;
  private final Storage storage;
  private final Tables tables;
  private final LedgerSweep sweep;
  private final Scrub scrub;
  private final AdaptiveCapacity capacity;
  private final EngineStatistics statistics;

  private Engine(EngineConfig config, Mailboxes mailboxes, Storage storage, Tables tables) {
    this.config = config;
    this.mailboxes = mailboxes;
    this.storage = storage;
    this.tables = tables;
    this.capacity = new AdaptiveCapacity(config, tables, new EngineActions(tables.splits()));
    this.sweep =
        new LedgerSweep(
            tables.ledger(),
            config.clock(),
            SWEEP_PAUSE_MS,
            executor -> openFreeSession(executor, LedgerSweep.CALLS));
    Turn scrubbing = storage.openTurn();
    this.scrub =
        new Scrub(
            storage::allRoutes,
            new SnapshotScrub(config.store(), storage.directory(), scrubbing),
            scrubbing,
            SCRUB_PAUSE_MS);
    this.statistics =
        new EngineStatistics(
            storage.allWorkers(),
            storage::allRoutes,
            () -> tables.all().values(),
            tables.splits().closedNs());
  }

  /** Loads what opening will need anyway, if this is a thread that has time for it. */
  public static void loadNativeCalls() {
    DiskFileStore.loadNativeCalls();
  }

  /**
   * Opens the database.
   *
   * @throws dev.stator.core.error.StorageException when the directory is in use, damaged or not
   *     writable
   */
  public static Engine open(EngineConfig config) {
    Engine engine = openAsItIs(config);
    if (engine.storage.directory().workers() == config.sizes().workers()) {
      return engine;
    }
    engine.close(); // divides the partitions anew
    return openAsItIs(config);
  }

  private static Engine openAsItIs(EngineConfig config) {
    Mailboxes mailboxes = new Mailboxes();
    Storage storage = Storage.open(config, mailboxes, new PlatformThreads());
    try {
      Tables tables = Tables.open(config, storage, mailboxes);
      return new Engine(config, mailboxes, storage, tables);
    } catch (RuntimeException e) {
      CloseHelper.quietClose(storage);
      throw e;
    }
  }

  /**
   * A session for the thread that the executor runs tasks on. Sessions live as long as the engine.
   */
  public Session openSession(Executor executor) {
    Mailbox mailbox = mailboxes.openForClients(config.sizes().sessionCapacity(), executor);
    return openSession(mailbox, Metering.of(mailbox, capacity.openObserver()));
  }

  /** A session for what the database does by itself. */
  private Session openFreeSession(Executor executor, int capacity) {
    Mailbox mailbox = mailboxes.open(capacity, executor);
    return openSession(mailbox, Metering.free(mailbox));
  }

  private Session openSession(Mailbox mailbox, Metering metering) {
    return new Session(mailbox, config.clock(), tables.ledger(), metering);
  }

  /** The table of this name, null when there is none; any thread. */
  public @Nullable Table table(String name) {
    return tables.all().get(name);
  }

  /** All tables by name, as they are now; any thread. */
  public NavigableMap<String, Table> tables() {
    return tables.all();
  }

  /**
   * The streams that can be read now, those of deleted tables too, by the names of their tables and
   * their labels; any thread.
   */
  public List<TableStream> streams() {
    return tables.readableStreams().all(nowMs());
  }

  /** The stream of a table with this label, null when there is none to read; any thread. */
  public @Nullable TableStream stream(String table, String label) {
    return tables.readableStreams().find(table, label, nowMs());
  }

  /**
   * Changes the policy of a stream that can be read, also of one that is disabled or whose table is
   * gone. The future gives the stream. Fails with RESOURCE_NOT_FOUND, with RESOURCE_IN_USE when the
   * table is being created or deleted, or with what the change throws.
   */
  public CompletableFuture<ChangeStream> changeStreamPolicy(
      String table, String label, UnaryOperator<ChangeStream> change) {
    return tables.readableStreams().changePolicy(table, label, change);
  }

  /** The time of the engine's clock, epoch milliseconds. */
  public long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(config.clock().microTime());
  }

  /**
   * Creates a table. The future gives it in the state CREATING; it becomes ACTIVE by itself, soon.
   * Fails with RESOURCE_IN_USE when there is a table of this name.
   */
  public CompletableFuture<Table> createTable(TableDefinition definition) {
    return tables.create(definition);
  }

  /**
   * Changes the definition of a table. The future gives it in the state UPDATING; it becomes ACTIVE
   * by itself: soon, or when a new global index is filled. Fails with RESOURCE_NOT_FOUND, with
   * RESOURCE_IN_USE when the table is not ACTIVE, or with what the change throws.
   *
   * @param change from the present definition to the new one; adds or removes global indexes and
   *     changes settings
   */
  public CompletableFuture<Table> updateTable(String name, UnaryOperator<TableDefinition> change) {
    return tables.update(name, change);
  }

  /**
   * Changes settings of a table that leave it in the state it is in: time to live, tags. Fails with
   * RESOURCE_NOT_FOUND, with RESOURCE_IN_USE when the table is being created or deleted, or with
   * what the change throws. How long the past is kept is for {@link #keepPast} to change.
   */
  public CompletableFuture<Table> changeOptions(String name, UnaryOperator<TableOptions> change) {
    return tables.changeOptions(name, change);
  }

  /**
   * Deletes a table with all its items. The future gives it in the state DELETING. Fails with
   * RESOURCE_NOT_FOUND, or RESOURCE_IN_USE when the table is being created or changed.
   */
  public CompletableFuture<Table> deleteTable(String name) {
    return tables.delete(name);
  }

  /**
   * Creates a table for an import to fill. The future gives it in the state CREATING, in which it
   * stays, also over restarts, until {@link #completeImport} or {@link #dropImport}. Fails with
   * RESOURCE_IN_USE when there is a table of this name.
   *
   * @param note says of the import what a restart must know; durable before the table is
   */
  public CompletableFuture<Table> createTableForImport(TableDefinition definition, Note note) {
    return tables.imported().create(definition, note);
  }

  /**
   * Makes a table ACTIVE that an import has filled, when its global indexes have all items.
   *
   * @param note says that the import has ended; durable before the table is ACTIVE
   */
  public CompletableFuture<@Nullable Void> completeImport(String table, Note note) {
    return tables.imported().complete(table, note);
  }

  /**
   * Takes a table away that an import should have filled.
   *
   * @param note says that the import has failed; durable before the table goes
   */
  public CompletableFuture<@Nullable Void> dropImport(String table, Note note) {
    return tables.imported().drop(table, note);
  }

  /** Keeps a note, in place of one of the same name. */
  public CompletableFuture<@Nullable Void> keepNote(Note note) {
    return tables.imported().keep(note);
  }

  public CompletableFuture<@Nullable Void> forgetNote(String name) {
    return tables.imported().forget(name);
  }

  /** All notes by their names, as they are now; any thread. */
  public Map<String, Note> notes() {
    return Collections.unmodifiableMap(tables.imported().notes());
  }

  /**
   * Keeps a table as it was from a time on, for an export to read. Fails with RESOURCE_NOT_FOUND,
   * POINT_IN_TIME_RECOVERY_UNAVAILABLE or INVALID_EXPORT_TIME.
   *
   * @param id names the export
   * @param fromMicros the earliest time that is to be read, epoch microseconds
   * @param note says of the export what a restart must know; durable when this completes
   */
  public CompletableFuture<Snapshot> keepForExport(
      String table, String id, long fromMicros, Note note) {
    return tables.exported().keep(table, id, fromMicros, note);
  }

  /**
   * What was kept for an export; any thread.
   *
   * @throws dev.stator.core.error.StorageException when it is not there
   */
  public Snapshot openForExport(String id) {
    return tables.exported().open(id);
  }

  /** The ids of the exports that something is kept for; any thread. */
  public List<String> keptForExports() {
    return tables.exported().ids();
  }

  /** Drops what was kept for an export. */
  public CompletableFuture<@Nullable Void> dropForExport(String id) {
    return tables.exported().drop(id);
  }

  /** Writes many items from one thread that may wait; as long as the engine lives. */
  public BulkWriter openBulkWriter() {
    return new BulkWriter(
        executor -> openFreeSession(executor, BulkWriter.CALLS), storage.openTurn());
  }

  /** What one thread that reads in the background tells what it reads, and is made to pause by. */
  public Turn openTurn() {
    return storage.openTurn();
  }

  /**
   * Takes a backup of a table as it is now. The future gives it while it is being made; it becomes
   * available by itself, soon, or is gone if the disk fails. Fails as {@link #keepPast}.
   */
  public CompletableFuture<Backup> backUp(String table, String name) {
    return tables.backUp(table, name);
  }

  /**
   * Keeps the past of a table for so many days, so that it can be restored as it was at any second;
   * from now on, if that was not so before. What is older is dropped at once. The future gives the
   * table. Fails with TABLE_NOT_FOUND, CONTINUOUS_BACKUPS_UNAVAILABLE when the table is being
   * created, or TABLE_IN_USE when it is being deleted.
   *
   * @param days 0: keeps it no more
   */
  public CompletableFuture<Table> keepPast(String table, int days) {
    return tables.keepPast(table, days);
  }

  /** All backups by their ids, as they are now; any thread. */
  public NavigableMap<String, Backup> backups() {
    return tables.backups();
  }

  /**
   * Deletes a backup and gives what it was. Fails with BACKUP_NOT_FOUND, or BACKUP_IN_USE when it
   * is being made or a table is being restored from it.
   */
  public CompletableFuture<Backup> deleteBackup(String id) {
    return tables.deleteBackup(id);
  }

  /**
   * Creates a table with the items of a backup or of another table at a time. The future gives it
   * in the state CREATING; it becomes ACTIVE by itself when it has all items and its indexes have
   * all entries. Fails with TABLE_ALREADY_EXISTS or TABLE_IN_USE, with BACKUP_NOT_FOUND or
   * BACKUP_IN_USE, with TABLE_NOT_FOUND, POINT_IN_TIME_RECOVERY_UNAVAILABLE or
   * INVALID_RESTORE_TIME.
   *
   * @param definition says in {@link TableDefinition#restored} what from
   */
  public CompletableFuture<Table> restoreTable(TableDefinition definition) {
    return tables.restore(definition);
  }

  /**
   * What tables, global indexes and partitions consume, may consume and were refused, how their
   * keys are hit, and what the adaptive capacity controller has decided and why, as of at most a
   * second or two ago; any thread.
   */
  public CapacityReport capacity() {
    return capacity.report();
  }

  /** Lets the controller look now, and gives what it came to. */
  CapacityReport observeCapacity() {
    return capacity.observe();
  }

  /**
   * The keys of a table (null) or global index that are used most, as far as its Contributor
   * Insights tell them. Fails with RESOURCE_NOT_FOUND.
   */
  public CompletableFuture<KeyInsights> keyInsights(String table, @Nullable String index) {
    Table found = table(table);
    if (found == null || (index != null && found.globalIndex(index) == null)) {
      return CompletableFuture.failedFuture(
          new RequestException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found"));
    }
    return capacity.insights(found, index);
  }

  /**
   * Splits a partition of a table at a hash, or says why not; nothing is held up meanwhile but for
   * some milliseconds when the new partitions take over. The future never fails.
   *
   * @param hash the first, unsigned, of the second of the partitions that take its place
   */
  public CompletableFuture<SplitOutcome> splitPartition(String table, long partition, long hash) {
    return splitPartition(table, null, partition, hash);
  }

  /** As {@link #splitPartition(String, long, long)} of the table (null) or a global index. */
  public CompletableFuture<SplitOutcome> splitPartition(
      String table, @Nullable String index, long partition, long hash) {
    return tables.splits().split(new SplitRequest(table, index, partition, List.of(hash), -1));
  }

  /**
   * Moves a partition of a table to a worker, as a split into one: it gets another id.
   *
   * @param worker its number, from 0
   */
  public CompletableFuture<SplitOutcome> movePartition(String table, long partition, int worker) {
    return movePartition(table, null, partition, worker);
  }

  /** As {@link #movePartition(String, long, int)} of the table (null) or a global index. */
  public CompletableFuture<SplitOutcome> movePartition(
      String table, @Nullable String index, long partition, int worker) {
    if (worker < 0 || worker >= config.sizes().workers()) {
      throw new IllegalArgumentException("worker=" + worker);
    }
    return tables.splits().split(new SplitRequest(table, index, partition, List.of(), worker));
  }

  /** Drops at once what is kept only for some time, if that is over. */
  void sweep() {
    tables
        .onControl(
            () -> {
              tables.sweep();
              return true;
            })
        .join();
  }

  /** How many workers there are. */
  public int workers() {
    return config.sizes().workers();
  }

  /** What it has done and has; any thread. */
  public EngineStatistics statistics() {
    return statistics;
  }

  /** All partitions that are open, also of indexes and of the engine itself. */
  Collection<Route> routes() {
    return storage.allRoutes();
  }

  /**
   * Stops taking requests, finishes what was accepted, takes a last checkpoint and closes all
   * files.
   */
  @Override
  public void close() {
    CloseHelper.closeAll(sweep, scrub, tables, storage);
  }
}
