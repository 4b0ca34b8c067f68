package dev.stator.core.simulation;

import static dev.stator.core.command.CommandEncoder.KEY_OFFSET;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.catalog.IndexPlace;
import dev.stator.core.catalog.PartitionMap;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.engine.CrashableStore;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.PageSpec;
import dev.stator.core.partition.PartitionReader;
import dev.stator.core.partition.Reply;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Handover;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Random writes, indexes and tables that come and go, and crashes at any step of the files: of the
 * log and its recycling, of checkpoints, segments, compaction, removals and feeds. After each crash
 * everything acknowledged is there, and the index has what the table has.
 *
 * <p>The catalog, backups and restores are in {@link EngineSimulation}; splits are only here.
 */
final class Simulation {
  private static final int KEYS = 12;
  private static final int LIVES = 4;
  private static final int STEPS = 400;

  private final Random random;
  private final SimulatedWorkers.Sizes sizes;
  private final List<SimulatedTable> tables = new ArrayList<>();

  /** What may be found of a key: what was acknowledged last, and what is not known since. */
  private final Map<String, Set<String>> possible = new TreeMap<>();

  private final Set<String> underWay = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private CrashableStore store;
  private SimulatedWorkers workers;
  private long nextPartition = 1;
  private @Nullable SimulatedSplit split;
  private @Nullable SimulatedSplit indexSplit;
  private boolean dropping;
  private int version;
  private long trace = 1;

  Simulation(long seed) {
    this.random = new Random(seed);
    this.sizes = SimulatedWorkers.Sizes.random(random);
    this.store =
        random.nextBoolean()
            ? CrashableStore.losingPower(random.nextLong())
            : CrashableStore.killed();
    tables.add(new SimulatedTable(ids(1 + random.nextInt(2))));
    this.workers = new SimulatedWorkers(store.files(), random, sizes, tables);
  }

  /** Runs some lives; returns a number that tells whether two runs took the same steps. */
  long run() {
    for (int life = 0; life < LIVES; life++) {
      store.crashAfter(1 + random.nextInt(250));
      split = null;
      indexSplit = null;
      dropping = false;
      live();
      crash();
      check();
    }
    workers.close();
    assertThat(store.open()).as("files open after a close").isZero();
    if (workers.hasRecycledALog()) {
      count("logs recycled");
    }
    if (table().map.ids().stream().anyMatch(workers::hasLostItsFirstSegment)) {
      count("tables compacted");
    }
    return trace;
  }

  /** How often what happened that is not certain to happen. */
  Map<String, Integer> counts() {
    return counts;
  }

  private List<Long> ids(int count) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(nextPartition++);
    }
    return ids;
  }

  private void live() {
    try {
      for (int i = 0; i < STEPS && !store.isOver(); i++) {
        int what = random.nextInt(100);
        if (what < 30) {
          write();
        } else if (what == 30) {
          change();
        } else if (what < 40 && split != null) {
          split = goOn(split);
        } else if (what < 50 && indexSplit != null) {
          indexSplit = goOn(indexSplit);
        } else {
          trace = 31 * trace + (workers.step() ? 1 : 0);
        }
      }
    } catch (StorageException e) {
      assertThat(store.isOver()).as("only what is over fails").isTrue();
    }
  }

  private SimulatedTable table() {
    return tables.getFirst();
  }

  /** Puts or deletes one item, one write for each key at a time. */
  private void write() {
    String key = "k" + random.nextInt(KEYS);
    if (!underWay.add(key)) {
      return;
    }
    boolean put = random.nextInt(5) > 0;
    String g = random.nextInt(3) == 0 ? "-" : "g" + random.nextInt(3);
    String v = "v" + ++version + "x".repeat(random.nextInt(20) == 0 ? 3000 : random.nextInt(300));
    String after = put ? key + "/" + g + "/" + v : "-";
    Call call = workers.mailbox().begin(reply -> onReply(key, after, reply));
    if (call == null || !offer(call, key, put ? item(key, g, v) : null)) {
      if (call != null) {
        workers.mailbox().abandon(call);
      }
      underWay.remove(key);
      return;
    }
    values(key).add(after);
  }

  private Set<String> values(String key) {
    return possible.computeIfAbsent(key, _ -> new TreeSet<>(Set.of("-")));
  }

  private void onReply(String key, String after, Reply reply) {
    underWay.remove(key);
    trace = 31 * trace + after.hashCode();
    if (reply.error() == null) {
      values(key).clear();
      values(key).add(after);
    }
  }

  private boolean offer(Call call, String key, @Nullable Slice item) {
    CommandEncoder encoder = new CommandEncoder();
    Slice id = item(key, "-", "");
    int length =
        KeyCodec.encode(
            SimulatedTable.KEYS,
            id.buffer(),
            id.offset(),
            id.length(),
            encoder.keyBuffer(),
            KEY_OFFSET);
    long hash = encoder.keyBuffer().getLong(KEY_OFFSET, BIG_ENDIAN);
    Route route = workers.routing(table()).current().route(hash);
    byte type = item == null ? CommandDescriptor.DELETE : CommandDescriptor.PUT;
    encoder.begin(type, call.ticket(), route.partition(), workers.nowMicros(), length);
    if (item != null) {
      encoder.item(item, ItemScanner.size(item.buffer(), item.offset(), item.length()));
    }
    return route.offer(encoder.buffer(), 0, encoder.length()) == CommandLog.Offer.ACCEPTED;
  }

  private static Slice item(String key, String g, String v) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("pk");
    writer.string(key);
    if (!g.equals("-")) {
      writer.name("g");
      writer.string(g);
    }
    if (!v.isEmpty()) {
      writer.name("v");
      writer.string(v);
    }
    return new Slice(buffer, 0, writer.position());
  }

  /** Splits a partition, or goes on with that; adds or drops the index, or another table. */
  private void change() {
    SimulatedSplit ofIndex = indexSplit;
    if (random.nextInt(2) == 0) {
      changePartitions();
    } else if (random.nextInt(3) == 0) {
      changeTables();
    } else if (table().index == null) {
      table().index = IndexPlace.of(ids(1 + random.nextInt(2)));
      count("indexes added");
      workers.addIndex(table());
    } else if (ofIndex != null) {
      ofIndex.handover().giveUp(); // before anything else is done to the index
    } else if (table().leaving.isEmpty()) {
      long index = table().indexId();
      table().leaving.addAll(table().indexMap().ids());
      table().index = null;
      count("indexes dropped");
      table().map.all().forEach(id -> workers.owner(id).stopFeeding(index));
      workers.drop(List.copyOf(table().leaving), table().leaving::clear);
    }
  }

  private void changePartitions() {
    SimulatedTable table = table();
    if (random.nextBoolean() && table.index != null) {
      indexSplit = change(indexSplit, true);
    } else if (split != null) {
      split = change(split, false);
    } else if (!table.map.retired().isEmpty() && random.nextBoolean()) {
      dropRetired(table, table.map.retired().getFirst());
    } else {
      split = change(null, false);
    }
  }

  /** Begins to split a partition of the table or of its index, or gives that up. */
  private @Nullable SimulatedSplit change(@Nullable SimulatedSplit present, boolean ofIndex) {
    if (present != null) {
      if (random.nextInt(4) == 0) {
        present.handover().giveUp();
      }
      return present;
    }
    if (!workers.isCaughtUp(table())) {
      return null;
    }
    SimulatedSplit.Plan plan = SimulatedSplit.Plan.random(random, table(), ofIndex);
    count(ofIndex ? "index splits begun" : "splits begun");
    return new SimulatedSplit(plan, workers.handOver(plan, ids(plan.starts().size())));
  }

  private void dropRetired(SimulatedTable table, RetiredPartition retired) {
    if (!dropping && table.leaving.isEmpty() && workers.isFed(retired)) {
      dropping = true;
      SimulatedWorkers asked = workers;
      workers.forceSuccessors(
          retired,
          () -> {
            dropping = false;
            table.map = table.map.without(retired);
            table.leaving.add(retired.id());
            count("split partitions dropped");
            asked.drop(List.of(retired.id()), table.leaving::clear);
          });
    }
  }

  /**
   * A little of what somebody does who splits a partition; the map is what a catalog would keep.
   * Null when it is over.
   */
  private @Nullable SimulatedSplit goOn(SimulatedSplit begun) {
    Handover handover = begun.handover();
    handover.step();
    switch (handover.state()) {
      case FEEDING -> {
        if (handover.isNear()) {
          handover.close();
        }
      }
      case READY -> {
        if (begun.plan().ofIndex()) {
          cutIndex(begun);
        } else {
          cut(begun);
        }
        return null;
      }
      case GIVEN_UP -> {
        count("splits given up");
        workers.drop(handover.successors().stream().map(Route::partition).toList(), () -> {});
        return null;
      }
      case CLOSING, DRAINING, REOPENING, COMPLETING, COMPLETED -> {}
    }
    return begun;
  }

  private void cut(SimulatedSplit done) {
    Handover handover = done.handover();
    List<RetiredPartition.Successor> successors = new ArrayList<>();
    for (int i = 0; i < handover.successors().size(); i++) {
      successors.add(
          new RetiredPartition.Successor(
              handover.successors().get(i).partition(), handover.starts().get(i)));
    }
    SimulatedTable table = table();
    List<Long> indexes = table.index == null ? List.of() : List.of(table.indexId());
    RetiredPartition retired =
        new RetiredPartition(
            done.plan().partition(), handover.end(), handover.splitMicros(), indexes, successors);
    table.map = table.map.split(SimulatedTable.starts(table.map), retired, done.plan().bounds());
    workers.cut(table, handover);
    count("splits");
  }

  private void cutIndex(SimulatedSplit done) {
    SimulatedTable table = table();
    PartitionMap map = table.indexMap();
    table.index =
        Objects.requireNonNull(table.index)
            .withMap(
                map.replace(
                    done.plan().partition(),
                    done.handover().successors().stream().map(Route::partition).toList(),
                    SimulatedTable.starts(map),
                    done.plan().bounds()));
    workers.cutIndex(table, done.handover());
    count("index splits");
  }

  private void changeTables() {
    if (tables.size() == 1) {
      SimulatedTable created = new SimulatedTable(ids(1));
      tables.add(created);
      created
          .map
          .ids()
          .forEach(id -> workers.own(id, SimulatedTable.KEYS, SimulatedWorkers.locals()));
    } else if (tables.getLast().leaving.isEmpty()) {
      SimulatedTable gone = tables.getLast();
      gone.leaving.addAll(gone.map.ids());
      count("tables dropped");
      workers.drop(List.copyOf(gone.leaving), () -> tables.remove(gone));
    }
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  private void crash() {
    CrashableStore left = store.crash();
    workers.close();
    assertThat(store.open()).as("files open after a crash").isZero();
    store = left;
    underWay.clear();
    while (true) {
      if (random.nextInt(3) == 0) {
        store.crashAfter(1 + random.nextInt(30));
      }
      try {
        workers = new SimulatedWorkers(store.files(), random, sizes, tables);
        store.crashAfter(Integer.MAX_VALUE);
        if (!store.isOver()) {
          break;
        }
        workers.close();
      } catch (StorageException e) {
        if (!store.isOver()) {
          throw e;
        }
      }
      store = store.crash();
    }
    for (SimulatedTable table : List.copyOf(tables)) {
      finishLeaving(table);
    }
  }

  private void finishLeaving(SimulatedTable table) {
    if (!table.leaving.isEmpty()) {
      boolean whole = table.leaving.equals(table.map.ids());
      workers.drop(
          List.copyOf(table.leaving),
          () -> {
            table.leaving.clear();
            if (whole) {
              tables.remove(table);
            }
          });
    }
  }

  private void check() {
    for (int i = 0; i < 200 && !workers.isCaughtUp(table()); i++) {
      workers.settle();
    }
    workers.settle();
    Map<String, String> found = new TreeMap<>();
    scan(table().map.ids(), -1)
        .forEach(item -> found.put(item.substring(0, item.indexOf('/')), item));
    for (int i = 0; i < KEYS; i++) {
      String key = "k" + i;
      String item = found.getOrDefault(key, "-");
      assertThat(values(key)).as(key).contains(item);
      values(key).clear();
      values(key).add(item);
    }
    List<String> entries = found.values().stream().filter(item -> !item.contains("/-/")).toList();
    assertThat(scan(table().map.ids(), 0))
        .as("local index")
        .containsExactlyInAnyOrderElementsOf(entries);
    if (table().index != null) {
      assertThat(scan(table().indexMap().ids(), -1))
          .as("global index")
          .containsExactlyInAnyOrderElementsOf(entries);
    }
  }

  private List<String> scan(List<Long> partitions, int local) {
    List<String> items = new ArrayList<>();
    for (long id : partitions) {
      Reply reply = new Reply();
      PageSpec page = new PageSpec(local, true, Integer.MAX_VALUE, null, null, true, false);
      new PartitionReader()
          .scan(workers.route(id).state(), new Bounds(null, null, null), page, reply);
      for (int position = 0; position < reply.pageLength(); ) {
        int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
        Slice item = new Slice(reply.buffer(), position + Integer.BYTES, length);
        items.add(String.join("/", text(item, "pk"), text(item, "g"), text(item, "v")));
        position += Integer.BYTES + length;
      }
    }
    return items;
  }

  private static String text(Slice item, String name) {
    int value = ItemScanner.find(item.buffer(), item.offset(), item.length(), name);
    if (value < 0) {
      return "-";
    }
    byte[] bytes = new byte[ValueScanner.payloadLength(item.buffer(), value)];
    item.buffer().getBytes(ValueScanner.payloadOffset(item.buffer(), value), bytes);
    return new String(bytes, UTF_8);
  }
}
