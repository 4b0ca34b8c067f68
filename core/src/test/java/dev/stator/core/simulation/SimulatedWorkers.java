package dev.stator.core.simulation;

import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.InlineCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.CheckpointThread;
import dev.stator.core.worker.Checkpointing;
import dev.stator.core.worker.FeedPosition;
import dev.stator.core.worker.Handover;
import dev.stator.core.worker.IndexTarget;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import dev.stator.core.worker.Routes;
import dev.stator.core.worker.Routing;
import dev.stator.core.worker.Steps;
import dev.stator.core.worker.UpkeepConfig;
import dev.stator.core.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * Some workers with their logs and partitions, as an engine has them, but without threads: {@link
 * #step} does a little of what one of them would do.
 */
final class SimulatedWorkers {
  private static final Path DATA = Path.of("/data");
  private static final int CALLS = 64;

  private final FileStore store;
  private final Random random;
  private final Sizes sizes;
  private final Mailboxes mailboxes = new Mailboxes();
  private final Deque<Runnable> background = new ArrayDeque<>();
  private final Deque<Runnable> session = new ArrayDeque<>();
  private final Mailbox mailbox = mailboxes.openForClients(CALLS, session::add);
  private final List<PartitionWorker> workers = new ArrayList<>();
  private final List<Checkpoint> checkpoints = new ArrayList<>();
  private final Map<Long, Route> routes = new TreeMap<>();
  private final Set<Long> forcing = new HashSet<>();
  private final Set<Long> fed = new HashSet<>();
  private final Map<SimulatedTable, Routing> routings = new HashMap<>();
  private final Map<Long, Routing> indexRoutings = new HashMap<>();
  private long nowNs;
  private long nowMicros = 1_000_000;

  /** How large everything is. */
  record Sizes(
      int workers,
      SegmentConfig segments,
      CommitLogConfig log,
      long checkpointBytes,
      boolean summaries) {
    static Sizes random(Random random) {
      return new Sizes(
          1 + random.nextInt(2),
          new SegmentConfig(4096, 4096 << random.nextInt(2), null),
          new CommitLogConfig(
              4096 * (2 + random.nextInt(3)), 32 << 10, 1 + random.nextInt(2048), 2, 0),
          512L << random.nextInt(5),
          random.nextInt(4) == 0);
    }
  }

  /** Opens the tables as the files and the catalog have them; fails as an opening does. */
  SimulatedWorkers(FileStore store, Random random, Sizes sizes, List<SimulatedTable> tables) {
    this.store = store;
    this.random = random;
    this.sizes = sizes;
    try {
      open(tables);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void open(List<SimulatedTable> tables) {
    for (int worker = 0; worker < sizes.workers(); worker++) {
      workers.add(newWorker(worker));
      checkpoints.add(CheckpointFile.read(store, checkpoint(worker)));
    }
    for (SimulatedTable table : tables) {
      table.map.all().forEach(id -> own(id, SimulatedTable.KEYS, locals()));
      table.indexMap().ids().forEach(this::ownOfIndex);
      for (long id : table.leaving) {
        own(id, SimulatedTable.entryKeys(), List.of());
      }
    }
    List<CommandLog> logs = new ArrayList<>();
    for (int worker = 0; worker < sizes.workers(); worker++) {
      logs.add(openLog(worker));
      workers.get(worker).take(logs.getLast()); // closes it
    }
    tables.forEach(this::resumeFeeds);
    tables.forEach(this::openGates);
  }

  private void ownOfIndex(long id) {
    own(id, SimulatedTable.entryKeys(), List.of());
  }

  static List<LocalIndex> locals() {
    return List.of(SimulatedTable.LOCAL);
  }

  private PartitionWorker newWorker(int number) {
    Checkpointing checkpointing =
        new Checkpointing(
            sizes.checkpointBytes(),
            new CheckpointThread(background::add, CompletableFuture::join, Steps.UNPACED),
            () -> {},
            written -> CheckpointFile.write(store, checkpoint(number), written));
    return new PartitionWorker(
        new WorkerConfig("simulated-" + number, 0, 16, () -> nowMicros, 0, () -> nowNs),
        mailboxes,
        checkpointing,
        new UpkeepConfig(background::add, Steps.UNPACED, sizes.summaries()));
  }

  private CommandLog openLog(int worker) {
    Checkpoint from = checkpoints.get(worker);
    PartitionWorker owner = workers.get(worker);
    owner.beginAt(from);
    LogPlace place = new LogPlace(store, log(worker), sizes.log(), from.index());
    return InlineCommandLog.openAlone(place, owner, random::nextLong);
  }

  private static Path log(int worker) {
    return DATA.resolve("workers").resolve(worker + "").resolve("log");
  }

  private static Path checkpoint(int worker) {
    return DATA.resolve("workers").resolve(worker + "").resolve("checkpoint");
  }

  private static Path directory(long partition) {
    return DATA.resolve("partitions").resolve(Long.toString(partition));
  }

  private int ownerOf(long partition) {
    return (int) (partition % sizes.workers());
  }

  PartitionWorker owner(long partition) {
    return workers.get(ownerOf(partition));
  }

  private @Nullable CheckpointEntry entry(long partition) {
    return checkpoints.get(ownerOf(partition)).entries().get(partition);
  }

  /** Opens a partition as the checkpoint has it. */
  void own(long id, KeySchema keys, List<LocalIndex> locals) {
    CheckpointEntry entry = entry(id);
    PartitionState state = entry == null ? PartitionState.empty(id) : entry.state();
    PartitionConfig config = new PartitionConfig(id, directory(id), keys, locals, sizes.segments());
    Partition partition = Partition.open(store, config, state, owner(id).arena());
    owner(id).own(partition);
    routes.put(id, new Route(id, owner(id), partition));
  }

  private void resumeFeeds(SimulatedTable table) {
    if (table.index != null) {
      IndexTarget target = target(table);
      for (long id : table.map.all()) {
        CheckpointEntry entry = entry(id);
        FeedPosition known = entry == null ? null : entry.feeds().get(target.id());
        FeedPosition begin = begin(table, id);
        RetiredPartition retired = table.map.retired(id);
        if (retired != null && !retired.indexes().contains(target.id())) {
          continue; // the index was added after the split
        }
        if (begin != null) {
          owner(id).holdFeed(id, target, known == null ? begin : known);
        } else {
          boolean complete = entry == null || entry.state().sequence() == 0;
          owner(id).feed(id, target, known == null && complete ? FeedPosition.START : known);
        }
      }
    }
  }

  private static @Nullable FeedPosition begin(SimulatedTable table, long id) {
    RetiredPartition parent = table.map.parentOf(id);
    RetiredPartition.Successor successor = parent == null ? null : parent.successor(id);
    return parent == null || successor == null || !parent.indexes().contains(table.indexId())
        ? null
        : new FeedPosition(successor.start(), false);
  }

  /** Opens partitions again that a crash has left closed. */
  private void openGates(SimulatedTable table) {
    List<Long> open = new ArrayList<>(table.map.ids());
    open.addAll(table.indexMap().ids());
    for (long id : open) {
      Route route = route(id);
      Call call = route.state().gate() == Gate.OPEN ? null : mailbox.begin(_ -> {});
      if (call != null) {
        CommandEncoder encoder = new CommandEncoder();
        encoder.begin(CommandDescriptor.OPEN, call.ticket(), id, nowMicros, 0);
        owner(id).insist(call, encoder.buffer(), encoder.length());
      }
    }
  }

  /** Where the partitions of a table are now. */
  Routing routing(SimulatedTable table) {
    return routings.computeIfAbsent(table, _ -> new Routing(routes(table.map)));
  }

  /** Where the partitions of its index are now. */
  private Routing indexRouting(SimulatedTable table) {
    return indexRoutings.computeIfAbsent(
        table.indexId(), _ -> new Routing(routes(table.indexMap())));
  }

  private Routes routes(PartitionMap map) {
    return Routes.of(map.ids().stream().map(this::route).toList(), map.starts());
  }

  /** Opens new partitions, and begins to hand one over to them. */
  Handover handOver(SimulatedSplit.Plan plan, List<Long> ids) {
    SimulatedTable table = plan.table();
    ids.forEach(id -> own(id, plan.keys(), plan.locals()));
    Routes successors = Routes.of(ids.stream().map(this::route).toList(), plan.starts());
    Route place = route(plan.partition());
    return new Handover(
        plan.ofIndex()
            ? new Handover.Origin(place, indexRouting(table), () -> Set.copyOf(table.map.all()))
            : new Handover.Origin(place, routing(table), null),
        IndexTarget.successors(ids.getFirst(), plan.keys(), successors),
        mailbox,
        () -> nowMicros,
        () -> {});
  }

  /** Lets the successors of a partition take its place, as the map of the table says already. */
  void cut(SimulatedTable table, Handover handover) {
    if (table.index != null) {
      for (Route successor : handover.successors()) {
        long id = successor.partition();
        owner(id).holdFeed(id, target(table), Objects.requireNonNull(begin(table, id)));
      }
    }
    routing(table).publish(routes(table.map));
    handover.complete();
  }

  /** The same of a partition of the index, which is gone at once. */
  void cutIndex(SimulatedTable table, Handover handover) {
    indexRouting(table).publish(routes(table.indexMap()));
    handover.complete();
    drop(List.of(handover.from().partition()), () -> {});
  }

  /** Whether the index has everything that a partition had that was split; its successors go on. */
  boolean isFed(RetiredPartition partition) {
    if (!fed.contains(partition.id())
        && owner(partition.id()).areFed(partition.id(), partition.end())
        && forcing.add(partition.id())) {
      var _ = owner(partition.id()).force().thenRun(() -> beginFeeding(partition));
    }
    return fed.contains(partition.id());
  }

  private void beginFeeding(RetiredPartition partition) {
    fed.add(partition.id());
    for (RetiredPartition.Successor successor : partition.successors()) {
      owner(successor.id()).beginFeeding(successor.id());
    }
  }

  /** Makes durable how far the successors of a partition have fed the index; says so then. */
  void forceSuccessors(RetiredPartition partition, Runnable done) {
    int[] left = {partition.successors().size()};
    for (RetiredPartition.Successor successor : partition.successors()) {
      var _ =
          owner(successor.id())
              .force()
              .thenRun(
                  () -> {
                    if (--left[0] == 0) {
                      done.run();
                    }
                  });
    }
  }

  /** Opens the partitions of a new index, and feeds it. */
  void addIndex(SimulatedTable table) {
    table.indexMap().ids().forEach(this::ownOfIndex);
    table.map.ids().forEach(id -> owner(id).feed(id, target(table), null));
  }

  private IndexTarget target(SimulatedTable table) {
    return new IndexTarget(
        table.indexId(), SimulatedTable.KEYS, SimulatedTable.INDEX, indexRouting(table));
  }

  /** Takes partitions away and deletes their files when no log needs them; says so then. */
  void drop(List<Long> ids, Runnable gone) {
    int[] left = {ids.size()};
    for (long id : ids) {
      var _ =
          owner(id)
              .retire(List.of(id))
              .thenRun(
                  () -> {
                    if (--left[0] == 0) {
                      gone.run();
                    }
                    owner(id)
                        .drop(
                            id,
                            segments -> {
                              background.add(() -> CloseHelper.closeAll(segments));
                              background.add(() -> delete(id));
                            });
                  });
    }
  }

  private void delete(long partition) {
    try {
      store.deleteTree(directory(partition));
    } catch (StorageException e) {
      // what is left is in nobody's way: a partition id is used once
    }
  }

  boolean isCaughtUp(SimulatedTable table) {
    return table.index == null
        || (table.map.retired().stream().allMatch(this::isFed)
            && table.map.ids().stream().allMatch(id -> owner(id).isCaughtUp(id, table.indexId())));
  }

  Mailbox mailbox() {
    return mailbox;
  }

  Route route(long partition) {
    return Objects.requireNonNull(routes.get(partition));
  }

  long nowMicros() {
    return nowMicros;
  }

  /** Does a little of something; returns whether there was something to do. */
  boolean step() {
    nowMicros += random.nextInt(1000);
    nowNs += random.nextInt(5_000_000);
    return switch (random.nextInt(6)) {
      case 0 -> runOne(background);
      case 1 -> runOne(session);
      default -> workers.get(random.nextInt(workers.size())).doWork() > 0;
    };
  }

  private static boolean runOne(Deque<Runnable> tasks) {
    Runnable task = tasks.poll();
    if (task != null) {
      task.run();
    }
    return task != null;
  }

  /** Steps until nothing more happens. */
  void settle() {
    int idle = 0;
    while (idle < 60) {
      nowNs += 100_000_000;
      idle = step() ? 0 : idle + 1;
    }
  }

  /** Whether a log has files that were used before under another name. */
  boolean hasRecycledALog() {
    return store.list(log(0)).stream()
        .map(Path::toString)
        .anyMatch(file -> file.endsWith(".log") && !file.endsWith("0000000000000001.log"));
  }

  /** Whether compaction has emptied the first segment of a partition. */
  boolean hasLostItsFirstSegment(long partition) {
    List<Path> files = store.list(directory(partition));
    return !files.isEmpty() && !files.getFirst().toString().contains("0000000001.");
  }

  /** Closes everything, after a crash too. */
  void close() {
    // Checkpoints that are under way are waited for, and nobody else would write them.
    while (runOne(background)) {}
    for (PartitionWorker worker : workers) {
      CloseHelper.quietClose(worker);
    }
    while (runOne(background)) {}
  }
}
