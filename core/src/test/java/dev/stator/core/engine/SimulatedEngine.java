package dev.stator.core.engine;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.backup.ItemCursor;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.backup.SnapshotStore;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.IndexStatus;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableStatus;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.PartitionReader;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * The tables of an engine, with their catalog, storage, workers, backups and restores, but without
 * threads: {@link #step} does a little of what one of them would do. Items and indexes are those of
 * {@link EngineDriver}.
 */
public final class SimulatedEngine implements AutoCloseable {
  public static final String GLOBAL = "by-g";
  public static final String LOCAL = "by-l";

  private static final int CALLS = 64;

  private final EngineConfig config;
  private final SimulatedThreads threads;
  private final Storage storage;
  private final Tables tables;
  private final Session session;

  private SimulatedEngine(
      EngineConfig config,
      SimulatedThreads threads,
      Storage storage,
      Tables tables,
      Mailboxes mailboxes) {
    this.config = config;
    this.threads = threads;
    this.storage = storage;
    this.tables = tables;
    Mailbox mailbox = mailboxes.openForClients(CALLS, threads.background("session"));
    this.session = new Session(mailbox, config.clock(), tables.ledger(), Metering.free(mailbox));
  }

  /**
   * Opens the data directory of the configuration on files that may end.
   *
   * @param clock also that of the configuration
   */
  public static SimulatedEngine open(
      EngineConfig config, CrashableStore store, SimulatedClock clock, Random random) {
    EngineConfig here = config.withStore(store.files()).withClock(clock);
    SimulatedThreads threads = new SimulatedThreads(random, clock, store::isOver);
    Mailboxes mailboxes = new Mailboxes();
    Storage storage = Storage.open(here, mailboxes, threads);
    try {
      Tables tables = Tables.open(here, storage, mailboxes);
      return new SimulatedEngine(here, threads, storage, tables, mailboxes);
    } catch (RuntimeException | Error e) {
      CloseHelper.quietClose(storage);
      throw e;
    }
  }

  /** Does a little of something; returns whether there was something to do. */
  public boolean step() {
    return threads.step();
  }

  /** Whether no table is on its way to be something else, and nothing waits in the background. */
  public boolean isSettled() {
    return threads.isIdle()
        && tables.all().values().stream()
            .allMatch(table -> table.definition().status() == TableStatus.ACTIVE);
  }

  public CompletableFuture<Table> create(String name, boolean withIndex) {
    return tables.create(definition(name, withIndex, null));
  }

  public CompletableFuture<Table> restore(String name, RestoredFrom from) {
    return tables.restore(definition(name, true, from));
  }

  private static TableDefinition definition(
      String name, boolean withIndex, @Nullable RestoredFrom from) {
    TableDefinition like = EngineDriver.definition(name, withIndex);
    return new TableDefinition(
        name,
        "id of " + name,
        1,
        TableStatus.CREATING,
        like.schema(),
        like.capacity(),
        like.options(),
        from);
  }

  /** Adds the global index to a table that has none, or begins to take it away. */
  public CompletableFuture<Table> index(String name, boolean on) {
    GlobalIndex changed =
        EngineDriver.globalIndex(on ? IndexStatus.CREATING : IndexStatus.DELETING);
    return tables.update(
        name, before -> before.withSchema(before.schema().withGlobalIndexes(List.of(changed))));
  }

  public CompletableFuture<Table> delete(String name) {
    return tables.delete(name);
  }

  public CompletableFuture<Backup> backUp(String table) {
    return tables.backUp(table, "some");
  }

  public CompletableFuture<Backup> deleteBackup(String id) {
    return tables.deleteBackup(id);
  }

  /** Keeps the past of a table, or not any more. */
  public CompletableFuture<Table> keepPast(String table, boolean on) {
    return tables.keepPast(table, on ? 35 : 0);
  }

  public @Nullable Table table(String name) {
    return tables.all().get(name);
  }

  public NavigableMap<String, Table> tables() {
    return tables.all();
  }

  public NavigableMap<String, Backup> backups() {
    return tables.backups();
  }

  public void put(Table table, Slice item, ReplyHandler handler) {
    int size = ItemScanner.size(item.buffer(), item.offset(), item.length());
    session.put(new PutRequest(table, item, size, null, Images.NONE), handler);
  }

  public void delete(Table table, Slice key, ReplyHandler handler) {
    session.delete(new DeleteRequest(table, key, null, Images.NONE), handler);
  }

  /** Everything in a table (null) or index of it, in no order, as {@link EngineDriver#scan}. */
  public List<String> scan(Table table, @Nullable String index) {
    List<String> items = new ArrayList<>();
    int local = table.localOrdinal(index);
    for (Route route : table.routes(local >= 0 ? null : index).all()) {
      Reply reply = new Reply();
      PageSpec page = new PageSpec(local, true, Integer.MAX_VALUE, null, null, true, false);
      new PartitionReader().scan(route.state(), new Bounds(null, null, null), page, reply);
      for (int position = 0; position < reply.pageLength(); ) {
        int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
        items.add(EngineDriver.text(new Slice(reply.buffer(), position + Integer.BYTES, length)));
        position += Integer.BYTES + length;
      }
    }
    return items;
  }

  /** Everything in a backup. */
  public List<String> read(Backup backup) {
    Snapshot snapshot =
        new SnapshotStore(config.store(), storage.directory().backups()).open(backup.id());
    List<String> items = new ArrayList<>();
    for (int i = 0; i < snapshot.partitions(); i++) {
      try (ItemCursor cursor = snapshot.items(i, Snapshot.ALL)) {
        while (cursor.next()) {
          items.add(
              EngineDriver.text(
                  new Slice(cursor.buffer(), cursor.itemOffset(), cursor.itemLength())));
        }
      }
    }
    return items;
  }

  /** The directories of partitions that there are, and those that there should be. */
  public List<String> partitionsOnDisk() {
    return names(storage.directory().partitions());
  }

  /** The ids of all partitions of all tables that have files or may have. */
  public List<String> partitionsOfTables() {
    TreeSet<String> ids = new TreeSet<>();
    for (CatalogEntry entry : tables.entries()) {
      entry.allPartitions().forEach(id -> ids.add(Long.toString(id)));
      entry.indexPartitions().values().forEach(all -> all.forEach(id -> ids.add("" + id)));
    }
    return List.copyOf(ids);
  }

  /** The partitions of tables whose past is kept. */
  public List<String> partitionsWithPast() {
    TreeSet<String> ids = new TreeSet<>();
    for (CatalogEntry entry : tables.entries()) {
      if (TableHistory.isKept(entry)) {
        entry.allPartitions().forEach(id -> ids.add(Long.toString(id)));
      }
    }
    return List.copyOf(ids);
  }

  public List<String> archivesOnDisk() {
    return names(storage.directory().archives());
  }

  public List<String> backupsOnDisk() {
    return names(storage.directory().backups());
  }

  public List<String> tasksOnDisk() {
    return names(storage.directory().tasks());
  }

  private List<String> names(Path directory) {
    return config.store().list(directory).stream()
        .map(path -> String.valueOf(path.getFileName()))
        .toList();
  }

  /** Closes everything, after a crash too. */
  @Override
  public void close() {
    CloseHelper.closeAll(tables, storage);
  }
}
