package dev.stator.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.DirectoryLock;
import dev.stator.core.file.FileStore;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.CheckpointThread;
import dev.stator.core.worker.Checkpointing;
import dev.stator.core.worker.FeedPosition;
import dev.stator.core.worker.IndexTarget;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Pace;
import dev.stator.core.worker.PartitionCapture;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.UpkeepConfig;
import dev.stator.core.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files of a data directory and the workers that own them. */
final class Storage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  private final EngineConfig config;
  private final FileStore store;
  private final @Nullable DirectoryLock lock;
  private final DataDirectory directory;
  private final DiskReserve reserve;
  private final EngineThreads threads;
  private final Pace pace;
  private final ExecutorService checkpoints;
  private final CheckpointThread checkpointThread;
  private final ExecutorService preparation;
  private final ExecutorService upkeep;
  private final Turn upkeepTurn;
  private final Deletions deletions;
  private final SegmentConfig segments;
  private final List<PartitionWorker> workers = new ArrayList<>();
  private final List<PartitionWorker> all = new CopyOnWriteArrayList<>();
  private final List<CommandLog> logs = new CopyOnWriteArrayList<>();
  private final List<CommandLog> recovered = new ArrayList<>();
  private final Map<Long, Route> routes = new ConcurrentHashMap<>();
  private final Archives archives;
  private final CompletableFuture<@Nullable Void> endOfWaits = new CompletableFuture<>();

  private Storage(
      EngineConfig config,
      Mailboxes mailboxes,
      EngineThreads threads,
      @Nullable DirectoryLock lock,
      DataDirectory directory) {
    this.config = config;
    this.threads = threads;
    this.pace = new Pace(mailboxes::clientCalls, threads.nanoClock());
    this.checkpoints = threads.background("stator-checkpoint");
    this.checkpointThread = new CheckpointThread(checkpoints, threads::await, openTurn());
    this.preparation = threads.background("stator-prepare");
    this.upkeep = threads.background("stator-upkeep");
    this.upkeepTurn = openTurn();
    this.store = config.store();
    this.deletions = new Deletions(store, threads.background("stator-deletion"), openTurn());
    this.lock = lock;
    this.directory = directory;
    this.reserve = new DiskReserve(store, directory.reserve());
    this.archives = new Archives(store, directory, this);
    this.segments = config.segments().withPreparer(preparation);
    for (int worker = 0; worker < directory.workers(); worker++) {
      workers.add(newWorker("worker-" + worker, mailboxes, directory.checkpoint(worker)));
    }
  }

  static Storage open(EngineConfig config, Mailboxes mailboxes, EngineThreads threads) {
    DirectoryLock lock = config.isOnDisk() ? DirectoryLock.acquire(config.data()) : null;
    try {
      DataDirectory directory =
          DataDirectory.open(config.store(), config.data(), config.sizes().workers());
      List<String> missing = MissingParts.of(config.store(), directory);
      if (!missing.isEmpty()) {
        throw new StorageException(String.join("; ", missing));
      }
      directory.deleteOtherGenerations();
      return new Storage(config, mailboxes, threads, lock, directory);
    } catch (RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      throw e;
    }
  }

  EngineThreads threads() {
    return threads;
  }

  /** For one thread in the background; all of them share the pace. */
  Turn openTurn() {
    return new Turn(pace, threads::pause);
  }

  DataDirectory directory() {
    return directory;
  }

  /** A worker whose checkpoints go to the file; it has no log yet. */
  PartitionWorker newWorker(String name, Mailboxes mailboxes, Path checkpoint) {
    Checkpointing checkpointing =
        new Checkpointing(
            config.sizes().checkpointBytes(),
            checkpointThread,
            this::forceLogs,
            written -> reserve.run(() -> CheckpointFile.write(store, checkpoint, written)));
    PartitionWorker worker =
        new PartitionWorker(
            new WorkerConfig(
                name,
                config.sizes().spins(),
                config.sizes().readCapacity(),
                config.clock(),
                config.expiryDelayS(),
                threads.nanoClock()),
            mailboxes,
            checkpointing,
            new UpkeepConfig(
                upkeep, upkeepTurn, !(config.durability() instanceof Durability.InMemory)));
    all.add(worker);
    return worker;
  }

  /** All workers, that of the catalog too. */
  Collection<PartitionWorker> allWorkers() {
    return all;
  }

  /**
   * Makes durable what the workers have applied; with sync it is already.
   *
   * @throws StorageException when a log has failed before
   */
  void forceLogs() {
    if (config.durability() instanceof Durability.Interval) {
      CommandLogs.awaitDurable(logs);
    }
  }

  /** Opens the log of a worker, which applies what the log holds beyond the checkpoint. */
  private CommandLog recover(PartitionWorker worker, Path log, Checkpoint checkpoint) {
    return added(CommandLogs.open(config, threads, log, checkpoint, worker));
  }

  /** The same for the worker of the catalog. */
  CommandLog recoverCatalog(PartitionWorker worker, Checkpoint checkpoint) {
    return added(
        CommandLogs.openCatalog(config, threads, directory.catalogLog(), checkpoint, worker));
  }

  private CommandLog added(CommandLog opened) {
    logs.add(opened);
    return opened;
  }

  List<Checkpoint> readCheckpoints() {
    List<Checkpoint> read = new ArrayList<>();
    for (int worker = 0; worker < workers.size(); worker++) {
      read.add(directory.readCheckpoint(worker));
    }
    return read;
  }

  /** Applies what the logs hold beyond the checkpoints; no worker runs yet. */
  void recoverWorkers(List<Checkpoint> from) {
    for (int worker = 0; worker < workers.size(); worker++) {
      recovered.add(recover(workers.get(worker), directory.log(worker), from.get(worker)));
    }
  }

  void startWorkers() {
    for (int worker = 0; worker < workers.size(); worker++) {
      workers.get(worker).take(recovered.get(worker));
    }
    workers.forEach(threads::start);
  }

  /** Opens partitions before the workers run. */
  void openPartitions(
      List<Long> ids, KeySchema keys, List<LocalIndex> localIndexes, List<Checkpoint> from) {
    for (long id : ids) {
      own(owner(id), id, keys, localIndexes, stateOf(id, from));
    }
  }

  /** Opens new, empty partitions on the running workers. */
  void openLivePartitions(List<Long> ids, KeySchema keys, List<LocalIndex> localIndexes) {
    for (long id : ids) {
      onOwner(id, worker -> own(worker, id, keys, localIndexes, PartitionState.empty(id)));
    }
  }

  private void own(
      PartitionWorker worker,
      long id,
      KeySchema keys,
      List<LocalIndex> localIndexes,
      PartitionState state) {
    Partition partition =
        openPartition(worker, directory.partition(id), id, keys, localIndexes, state);
    routes.put(id, new Route(id, worker, partition));
  }

  Partition openPartition(
      PartitionWorker worker,
      Path path,
      long id,
      KeySchema keys,
      List<LocalIndex> localIndexes,
      PartitionState state) {
    Partition partition =
        Partition.open(
            store,
            new PartitionConfig(id, path, keys, localIndexes, segments),
            state,
            worker.arena());
    worker.own(partition);
    return partition;
  }

  /**
   * Feeds an index from a partition, from where the checkpoints say; before the workers run. A
   * partition that had no records at its checkpoint still has all of them.
   *
   * @param begin where it begins when no checkpoint knows, if it has taken the place of another
   *     one; then {@link #beginFeeding} must follow
   */
  void startFeed(long id, IndexTarget target, @Nullable FeedPosition begin, List<Checkpoint> from) {
    CheckpointEntry entry = entryOf(id, from);
    FeedPosition known = entry == null ? null : entry.feeds().get(target.id());
    if (begin != null) {
      owner(id).holdFeed(id, target, known == null ? begin : known);
    } else {
      boolean complete = entry == null || entry.state().sequence() == 0;
      owner(id).feed(id, target, known == null && complete ? FeedPosition.START : known);
    }
  }

  /** Feeds an index from a partition of a running worker, once {@link #beginFeeding} says so. */
  CompletableFuture<Boolean> holdFeed(long id, IndexTarget target, FeedPosition begin) {
    return askOwner(id, worker -> worker.holdFeed(id, target, begin));
  }

  /** Lets the feeds of a partition go on that were held. */
  void beginFeeding(long id) {
    PartitionWorker worker = owner(id);
    worker.execute(() -> worker.beginFeeding(id));
  }

  /** Feeds a new index from base partitions of running workers. */
  void startLiveFeeds(List<Long> base, IndexTarget target) {
    for (long id : base) {
      onOwner(id, worker -> worker.feed(id, target, null));
    }
  }

  /** Says which streams read the partitions of a table; before the workers run. */
  void keepRecoveredStreams(CatalogEntry entry) {
    entry.allPartitions().forEach(id -> owner(id).keepStreams(id, entry.streams()));
  }

  /** Says which streams read the partitions of a table to the running workers. */
  void keepStreams(CatalogEntry entry) {
    for (long id : entry.allPartitions()) {
      PartitionWorker worker = owner(id);
      worker.execute(() -> worker.keepStreams(id, entry.streams()));
    }
  }

  /**
   * The heads of partitions of running workers by their ids, as they are now; no loss of power can
   * take them back.
   */
  Map<Long, Long> durableHeads(List<Long> ids) {
    Map<Long, CompletableFuture<Long>> asked = new HashMap<>();
    for (Route route : routes(ids)) {
      asked.put(route.partition(), route.worker().call(() -> route.state().head()));
    }
    Map<Long, Long> heads = new HashMap<>();
    asked.forEach((id, head) -> heads.put(id, threads.await(head)));
    forceLogs();
    return heads;
  }

  /**
   * Partitions of running workers as they are now, by their ids. None of their segments goes until
   * {@link #release}.
   */
  Map<Long, PartitionCapture> capture(List<Long> ids) {
    Map<Long, CompletableFuture<PartitionCapture>> asked = new HashMap<>();
    ids.forEach(id -> asked.put(id, owner(id).capture(id)));
    Map<Long, PartitionCapture> captured = new HashMap<>();
    try {
      asked.forEach((id, capture) -> captured.put(id, threads.await(capture)));
      return captured;
    } catch (CompletionException e) {
      asked.forEach(
          (id, capture) -> {
            var _ = capture.thenRun(() -> owner(id).release(id));
          });
      throw new StorageException("partitions cannot be captured", e);
    }
  }

  void release(Collection<Long> ids) {
    ids.forEach(id -> owner(id).release(id));
  }

  /**
   * Waits until everything is durable in the segments that partitions have applied so far.
   *
   * @throws StorageException when that will not be
   */
  void force(Collection<Long> ids) {
    Set<PartitionWorker> owners = new LinkedHashSet<>();
    ids.forEach(id -> owners.add(owner(id)));
    List<CompletableFuture<@Nullable Void>> forced =
        owners.stream().map(PartitionWorker::force).toList();
    try {
      forced.forEach(threads::await);
    } catch (CompletionException e) {
      throw new StorageException("partitions cannot be made durable", e);
    }
  }

  /** What is kept of the past of partitions. */
  Archives archives() {
    return archives;
  }

  /** Does something on the thread of the worker that owns a partition, and waits for it. */
  void onOwner(long id, Consumer<PartitionWorker> task) {
    threads.await(askOwner(id, task));
  }

  private CompletableFuture<Boolean> askOwner(long id, Consumer<PartitionWorker> task) {
    PartitionWorker worker = owner(id);
    return worker.call(
        () -> {
          task.accept(worker);
          return true;
        });
  }

  void stopFeeding(List<Long> base, long index) {
    for (long id : base) {
      onOwner(id, worker -> worker.stopFeeding(index));
    }
  }

  /** Lets the items of partitions expire by this attribute; before the workers run. */
  void expire(List<Long> ids, String attribute) {
    byte[] name = attribute.getBytes(UTF_8);
    for (long id : ids) {
      owner(id).expire(id, name);
    }
  }

  /** Lets the items of partitions of running workers expire by this attribute, or none if null. */
  void expireLive(List<Long> ids, @Nullable String attribute) {
    byte[] name = attribute == null ? null : attribute.getBytes(UTF_8);
    for (long id : ids) {
      onOwner(id, worker -> worker.expire(id, name));
    }
  }

  /**
   * Takes partitions of a table away, and waits until they are not needed for recovery either.
   *
   * @throws StorageException when the database is closed meanwhile; the next opening goes on
   */
  void retirePartitions(Collection<Long> ids) {
    Map<PartitionWorker, List<Long>> byWorker = new LinkedHashMap<>();
    for (long id : ids) {
      byWorker.computeIfAbsent(owner(id), worker -> new ArrayList<>()).add(id);
    }
    List<CompletableFuture<Void>> retired = new ArrayList<>();
    byWorker.forEach((worker, owned) -> retired.add(worker.retire(owned)));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(retired.toArray(CompletableFuture[]::new));
    threads.await(CompletableFuture.anyOf(all, endOfWaits));
    if (!all.isDone()) {
      throw new StorageException("closed before a checkpoint could be written");
    }
  }

  /** Lets {@link #retirePartitions} wait no more, as on a disk that takes no checkpoint. */
  void endWaits() {
    endOfWaits.complete(null);
  }

  /** Closes partitions and deletes their files, in the background of the workers. */
  void dropPartitions(Collection<Long> ids) {
    for (long id : ids) {
      archives.forget(id);
      drop(id, List.of(directory.partition(id), directory.archive(id)));
    }
  }

  /** Closes a partition and deletes its files, but for what is kept of its past. */
  void dropPresent(long id) {
    drop(id, List.of(directory.partition(id)));
  }

  private void drop(long id, List<Path> files) {
    routes.remove(id);
    PartitionWorker worker = owner(id);
    worker.execute(
        () ->
            worker.drop(
                id,
                segments -> {
                  segments.forEach(deletions::closeLater);
                  files.forEach(deletions::deleteLater);
                }));
  }

  /** What deletes files in the background. */
  Deletions deletions() {
    return deletions;
  }

  /** Deletes the directories of partitions that no table has: a crash came between. */
  void deleteUnknownPartitions(Collection<CatalogEntry> entries) {
    Set<String> known = new HashSet<>();
    for (CatalogEntry entry : entries) {
      entry.allPartitions().forEach(id -> known.add(Long.toString(id)));
      entry.indexPartitions().values().forEach(ids -> ids.forEach(id -> known.add("" + id)));
    }
    for (Path path : store.list(directory.partitions())) {
      if (!known.contains(path.getFileName().toString())) {
        store.deleteTree(path);
      }
    }
  }

  /** Where partitions are, in the order of the ids. */
  List<Route> routes(List<Long> ids) {
    List<Route> found = new ArrayList<>();
    for (long id : ids) {
      Route route = routes.get(id);
      if (route == null) {
        throw new StorageException("partition " + id + " is not open");
      }
      found.add(route);
    }
    return found;
  }

  /** Where all partitions are that are open. */
  Collection<Route> allRoutes() {
    return routes.values();
  }

  /** Whether the worker with this number, from 0, owns the partition with this id. */
  boolean isOwner(int worker, long partition) {
    return DataDirectory.ownerOf(partition, workers.size()) == worker;
  }

  /** The worker that owns a partition, whether that is open or not. */
  PartitionWorker owner(long partition) {
    return workers.get(DataDirectory.ownerOf(partition, workers.size()));
  }

  private PartitionState stateOf(long id, List<Checkpoint> from) {
    CheckpointEntry entry = entryOf(id, from);
    return entry == null ? PartitionState.empty(id) : entry.state();
  }

  private @Nullable CheckpointEntry entryOf(long id, List<Checkpoint> from) {
    return from.get(DataDirectory.ownerOf(id, workers.size())).entries().get(id);
  }

  /**
   * Closes everything; divides the partitions among the number of workers asked for if that is
   * another one and nothing is left in the logs.
   */
  @Override
  public void close() {
    List<@Nullable AutoCloseable> all = new ArrayList<>(workers);
    all.addAll(logs); // of workers that were not started
    all.add(checkpoints::shutdown);
    all.add(preparation);
    all.add(upkeep);
    all.add(deletions);
    all.add(this::divide);
    all.add(lock);
    CloseHelper.closeAll(all);
  }

  private void divide() {
    if (directory.workers() == config.sizes().workers()) {
      return;
    }
    if (workers.stream().allMatch(PartitionWorker::isClosedWithCheckpoint)) {
      directory.divideAmong(config.sizes().workers());
    } else {
      LOG.warn("the partitions stay divided among {} workers", directory.workers());
    }
  }
}
