package dev.stator.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Backup;
import dev.stator.core.engine.CrashableStore;
import dev.stator.core.engine.Durability;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.engine.EngineDriver;
import dev.stator.core.engine.EngineSizes;
import dev.stator.core.engine.SimulatedClock;
import dev.stator.core.engine.SimulatedEngine;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableStatus;
import dev.stator.core.partition.Reply;
import dev.stator.core.segment.SegmentConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tables, indexes, backups and restores that come and go by the code that an engine has for them,
 * and crashes at any step of the files. After each crash everything acknowledged is there, what was
 * not acknowledged is whole or gone, and no file is left of it: {@link EngineComparison}.
 */
final class EngineSimulation {
  private static final int KEYS = 8;
  private static final int LIVES = 2;
  private static final int STEPS = 500;
  private static final int MOST_TABLES = 4;
  private static final int MOST_SETTLING = 200_000;

  private final Random random;
  private final EngineConfig config;
  private final SimulatedClock clock = new SimulatedClock();
  private final Map<String, ModelledTable> tables = new TreeMap<>();
  private final Map<String, ModelledBackup> backups = new TreeMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private CrashableStore store;
  private SimulatedEngine engine;
  private int named;
  private int version;
  private long trace = 1;

  EngineSimulation(long seed) {
    this.random = new Random(seed);
    this.store =
        random.nextBoolean()
            ? CrashableStore.losingPower(random.nextLong())
            : CrashableStore.killed();
    this.config =
        EngineConfig.inMemory()
            .withDurability(new Durability.Sync())
            .withSizes(
                EngineSizes.standard()
                    .withWorkers(1 + random.nextInt(2))
                    .withPartitionsPerTable(1 + random.nextInt(2))
                    .withCapacities(64, 64)
                    .withCheckpointBytes(512L << random.nextInt(6)))
            .withSegments(new SegmentConfig(4096, 4096 << random.nextInt(3), null))
            .withLog(
                new CommitLogConfig(
                    4096 * (3 + random.nextInt(3)), 64 << 10, 1 + random.nextInt(4096), 2, 0));
    this.engine = SimulatedEngine.open(config, store, clock, random);
  }

  /** Runs some lives; returns a number that tells whether two runs took the same steps. */
  long run() {
    for (int life = 0; life < LIVES; life++) {
      store.crashAfter(1 + random.nextInt(500));
      live();
      end();
      compare();
      if (restorePast()) {
        compare();
      }
    }
    engine.close();
    assertThat(store.open()).as("files open after a close").isZero();
    return trace;
  }

  private void compare() {
    settle();
    new EngineComparison(engine, tables, backups, counts).compare();
  }

  /** How often what happened that is not certain to happen. */
  Map<String, Integer> counts() {
    return counts;
  }

  private void live() {
    for (int i = 0; i < STEPS && !store.isOver(); i++) {
      int what = random.nextInt(100);
      if (what < 25) {
        write();
      } else if (what < 31) {
        change();
      } else if (what < 34) {
        remember();
      } else {
        step();
      }
    }
  }

  private void step() {
    trace = 31 * trace + (engine.step() ? 1 : 0);
  }

  private void change() {
    switch (random.nextInt(10)) {
      case 0, 1 -> create();
      case 2 -> delete();
      case 3 -> changeIndex();
      case 4 -> backUp();
      case 5 -> deleteBackup();
      case 6 -> restoreBackup();
      case 7, 8 -> changePast();
      default -> {
        var _ = restorePast();
      }
    }
  }

  /** Puts or deletes one item, one write for each key of a table at a time. */
  private void write() {
    ModelledTable model = any(table -> table.created && !table.deleting);
    Table table = model == null ? null : engine.table(model.name);
    String key = "k" + random.nextInt(KEYS);
    if (model == null || table == null || !isUsed(table) || !model.underWay.add(key)) {
      return;
    }
    if (random.nextInt(5) == 0) {
      model.may(key, Contents.NOTHING);
      engine.delete(
          table, EngineDriver.key(key, "s"), reply -> onReply(model, key, Contents.NOTHING, reply));
      return;
    }
    String g = random.nextInt(3) == 0 ? null : "g" + random.nextInt(3);
    String l = random.nextInt(3) == 0 ? null : "l" + random.nextInt(3);
    String v = "v" + ++version + "x".repeat(random.nextInt(300));
    String item = String.join("/", key, "s", g == null ? "-" : g, l == null ? "-" : l, v);
    Slice written = EngineDriver.item(key, "s", g, l, v);
    model.may(key, item);
    engine.put(table, written, reply -> onReply(model, key, item, reply));
  }

  private static boolean isUsed(Table table) {
    TableStatus status = table.definition().status();
    return status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
  }

  private void onReply(ModelledTable model, String key, String item, Reply reply) {
    trace = 31 * trace + item.hashCode();
    model.underWay.remove(key);
    if (reply.error() == null) {
      model.items.is(key, item);
    }
  }

  private @Nullable ModelledTable any(Predicate<ModelledTable> which) {
    List<ModelledTable> found = tables.values().stream().filter(which).toList();
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  /** A table that can be changed now. */
  private @Nullable ModelledTable anyIdle() {
    return any(table -> table.created && !table.deleting && !table.busy && isActive(table));
  }

  private boolean isActive(ModelledTable model) {
    Table table = engine.table(model.name);
    return table != null && table.definition().status() == TableStatus.ACTIVE;
  }

  /** Does one of both when it is known what became of it: it was acknowledged, or refused. */
  private <T> void ask(CompletableFuture<T> asked, Consumer<T> done, Runnable refused) {
    var _ =
        asked.whenComplete(
            (result, failure) -> {
              trace = 31 * trace + (failure == null ? 1 : 2);
              if (failure == null) {
                done.accept(result);
              } else if (!store.isOver()) {
                assertThat(cause(failure)).isInstanceOf(RequestException.class);
                refused.run();
              }
            });
  }

  private static @Nullable Throwable cause(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private void create() {
    if (tables.size() >= MOST_TABLES) {
      return;
    }
    boolean withIndex = random.nextBoolean();
    ModelledTable model = named(new Contents(), withIndex);
    ask(
        engine.create(model.name, withIndex),
        _ -> created(model, "tables created"),
        () -> tables.remove(model.name));
  }

  private ModelledTable named(Contents items, boolean withIndex) {
    ModelledTable model = new ModelledTable("t" + ++named, items, withIndex);
    tables.put(model.name, model);
    return model;
  }

  private void created(ModelledTable model, String how) {
    model.created = true;
    count(how);
  }

  private void delete() {
    ModelledTable model = anyIdle();
    if (model != null) {
      model.beginDeletion();
      ask(
          engine.delete(model.name),
          _ -> {
            model.deleted = true;
            count("tables deleted");
          },
          () -> model.deleting = false);
    }
  }

  private void changeIndex() {
    ModelledTable model = anyIdle();
    if (model == null || model.indexed.size() > 1) {
      return;
    }
    boolean on = !model.indexed.contains(true);
    model.busy = true;
    model.indexed.add(on);
    ask(
        engine.index(model.name, on),
        _ -> {
          model.busy = false;
          model.indexed.remove(!on);
          count(on ? "indexes added" : "indexes dropped");
        },
        () -> {
          model.busy = false;
          model.indexed.remove(on);
        });
  }

  private void backUp() {
    ModelledTable model = anyIdle();
    if (model != null) {
      Contents items = model.items.copy();
      model.captures.add(items);
      ask(
          engine.backUp(model.name),
          backup -> {
            model.captures.remove(items);
            backups.put(backup.id(), new ModelledBackup(backup.id(), items));
          },
          () -> model.captures.remove(items));
    }
  }

  private @Nullable ModelledBackup anyAvailable() {
    List<ModelledBackup> found = new ArrayList<>();
    for (ModelledBackup backup : backups.values()) {
      Backup there = engine.backups().get(backup.id);
      if (there != null && there.available() && !backup.deleting) {
        found.add(backup);
      }
    }
    return found.isEmpty() ? null : found.get(random.nextInt(found.size()));
  }

  private void deleteBackup() {
    ModelledBackup backup = anyAvailable();
    if (backup != null && random.nextBoolean()) {
      backup.deleting = true;
      ask(
          engine.deleteBackup(backup.id),
          _ -> {
            backup.deleted = true;
            count("backups deleted");
          },
          () -> backup.deleting = false);
    }
  }

  private void restoreBackup() {
    ModelledBackup backup = anyAvailable();
    if (backup != null) {
      restore(backup.items, new RestoredFrom(backup.id, "t", 0), "restored from backups");
    }
  }

  private void restore(Contents items, RestoredFrom from, String how) {
    if (tables.size() <= MOST_TABLES) {
      ModelledTable model = named(items.copy(), true);
      ask(
          engine.restore(model.name, from),
          _ -> created(model, how),
          () -> tables.remove(model.name));
    }
  }

  private void changePast() {
    ModelledTable model = anyIdle();
    if (model == null || model.remembered.size() > 1) {
      return;
    }
    boolean on = !model.isSurelyRemembered();
    if (!on && random.nextBoolean()) {
      return; // mostly it is kept
    }
    model.busy = true;
    model.remembered.add(on);
    model.past.clear();
    ask(
        engine.keepPast(model.name, on),
        _ -> {
          model.busy = false;
          model.remembered.remove(!on);
          count(on ? "pasts begun" : "pasts ended");
        },
        () -> {
          model.busy = false;
          model.remembered.remove(on);
        });
  }

  /** Notes what a table has at the beginning of a second. */
  private void remember() {
    ModelledTable model = any(table -> isRemembered(table) && table.underWay.isEmpty());
    if (model != null && model.items.isKnown()) {
      model.past.put(clock.toNextSecond(), model.items.copy());
      clock.advance(2_000_000); // so that it can be restored to
    }
  }

  private boolean isRemembered(ModelledTable model) {
    return model.created && !model.deleting && model.isSurelyRemembered() && isActive(model);
  }

  /** Restores a table to a time of which is known what it had; false when there is none. */
  private boolean restorePast() {
    ModelledTable model = any(table -> isRemembered(table) && !table.past.isEmpty());
    if (model == null) {
      return false;
    }
    List<Map.Entry<Long, Contents>> times = List.copyOf(model.past.entrySet());
    Map.Entry<Long, Contents> chosen = times.get(random.nextInt(times.size()));
    restore(
        chosen.getValue(),
        new RestoredFrom(null, model.name, chosen.getKey()),
        "restored to times");
    return true;
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  /**
   * Crashes, or closes and perhaps crashes while doing so; then opens until that comes to its end.
   */
  private void end() {
    boolean closes = !store.isOver() && random.nextInt(3) == 0;
    if (closes) {
      closeQuietly();
    }
    backups.values().forEach(backup -> backup.available |= isAvailable(backup));
    CrashableStore left = store.crash();
    if (!closes) {
      closeQuietly();
    }
    assertThat(store.open()).as("files open after a crash").isZero();
    store = left;
    tables.values().forEach(ModelledTable::crash);
    while (!open()) {
      count("crashes while opening");
    }
  }

  private boolean isAvailable(ModelledBackup backup) {
    Backup there = engine.backups().get(backup.id);
    return there != null && there.available();
  }

  private boolean open() {
    if (random.nextInt(3) == 0) {
      store.crashAfter(1 + random.nextInt(60));
    }
    try {
      engine = SimulatedEngine.open(config, store, clock, random);
      if (!store.isOver()) {
        store.crashAfter(Integer.MAX_VALUE);
        return true;
      }
    } catch (RuntimeException e) {
      if (!store.isOver()) {
        throw e;
      }
      store = store.crash();
      return false;
    }
    CrashableStore left = store.crash();
    closeQuietly();
    store = left;
    return false;
  }

  private void closeQuietly() {
    try {
      engine.close();
    } catch (StorageException e) {
      assertThat(store.isOver()).as("only what is over fails").isTrue();
    }
  }

  private void settle() {
    int idle = 0;
    for (int i = 0; idle < 60; i++) {
      assertThat(i).as("steps until nothing more happens").isLessThan(MOST_SETTLING);
      boolean worked = engine.step();
      clock.advance(worked ? 0 : 5_000);
      idle = worked || !engine.isSettled() ? 0 : idle + 1;
    }
  }
}
