package dev.stator.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.engine.Backup;
import dev.stator.core.engine.SimulatedEngine;
import dev.stator.core.engine.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares an engine that was opened after a crash, and in which nothing more happens, with what is
 * known of it; from then on that is what was found.
 */
final class EngineComparison {
  private final SimulatedEngine engine;
  private final Map<String, ModelledTable> tables;
  private final Map<String, ModelledBackup> backups;
  private final Map<String, Integer> counts;

  EngineComparison(
      SimulatedEngine engine,
      Map<String, ModelledTable> tables,
      Map<String, ModelledBackup> backups,
      Map<String, Integer> counts) {
    this.engine = engine;
    this.tables = tables;
    this.backups = backups;
    this.counts = counts;
  }

  void compare() {
    compareDeleted();
    compareBackups();
    for (ModelledTable model : List.copyOf(tables.values())) {
      Table table = engine.table(model.name);
      if (table == null) {
        assertThat(model.created && !model.deleting).as("%s is lost", model.name).isFalse();
        tables.remove(model.name);
      } else {
        assertThat(model.deleted).as("%s is still there", model.name).isFalse();
        compare(model, table);
      }
    }
    assertThat(engine.tables().keySet()).as("tables").isEqualTo(tables.keySet());
    compareFiles();
  }

  private void compare(ModelledTable model, Table table) {
    model.created = true;
    model.deleting = false;
    List<String> items = engine.scan(table, null);
    model.items.found(items, model.name);
    assertThat(table.itemCount()).as("items of %s", model.name).isEqualTo(items.size());
    assertThat(engine.scan(table, SimulatedEngine.LOCAL))
        .as("local index of %s", model.name)
        .containsExactlyInAnyOrderElementsOf(with(items, 3));
    boolean indexed = table.globalIndex(SimulatedEngine.GLOBAL) != null;
    assertThat(model.indexed).as("index of %s", model.name).contains(indexed);
    if (indexed) {
      assertThat(engine.scan(table, SimulatedEngine.GLOBAL))
          .as("global index of %s", model.name)
          .containsExactlyInAnyOrderElementsOf(with(items, 2));
    }
    boolean remembered = table.definition().options().recovery().isEnabled();
    assertThat(model.remembered).as("past of %s", model.name).contains(remembered);
    model.indexed.retainAll(Set.of(indexed));
    model.remembered.retainAll(Set.of(remembered));
  }

  /** The items that have a part which is the key of an index. */
  private static List<String> with(List<String> items, int part) {
    return items.stream()
        .filter(item -> !item.split("/", -1)[part].equals(Contents.NOTHING))
        .toList();
  }

  private void compareBackups() {
    for (ModelledBackup model : List.copyOf(backups.values())) {
      Backup backup = engine.backups().get(model.id);
      if (backup == null) {
        assertThat(model.available && !model.deleting).as("%s is lost", model.id).isFalse();
        backups.remove(model.id);
      } else {
        assertThat(model.deleted).as("%s is still there", model.id).isFalse();
        model.available = true;
        model.deleting = false;
        compare(backup, model.items);
        count("backups compared");
      }
    }
    List<String> unknown = new ArrayList<>(engine.backups().keySet());
    unknown.removeAll(backups.keySet());
    assertThat(unknown).as("backups that nobody asked for").isEmpty();
  }

  private void compare(Backup backup, Contents items) {
    assertThat(backup.available()).as("%s is available", backup.id()).isTrue();
    List<String> found = engine.read(backup);
    items.found(found, "backup " + backup.id());
    assertThat(
            backup.manifest().partitions().stream().mapToLong(SnapshotPartition::itemCount).sum())
        .as("items of %s", backup.id())
        .isEqualTo(found.size());
  }

  /** A table whose past was kept leaves a backup behind. */
  private void compareDeleted() {
    for (ModelledTable model : tables.values()) {
      List<Backup> kept =
          engine.backups().values().stream()
              .filter(backup -> backup.manifest().kind() == SnapshotKind.SYSTEM)
              .filter(backup -> backup.tableName().equals(model.name))
              .toList();
      boolean gone = engine.table(model.name) == null && model.created;
      if (gone && model.remembered.size() == 1) {
        assertThat(kept)
            .as("backups of %s", model.name)
            .hasSize(model.isSurelyRemembered() ? 1 : 0);
      }
      assertThat(kept).as("backups of %s", model.name).hasSizeLessThan(2);
      Contents left = model.left;
      if (gone && left != null && !kept.isEmpty()) {
        Backup backup = kept.getFirst();
        compare(backup, left);
        ModelledBackup known = new ModelledBackup(backup.id(), left);
        known.available = true;
        backups.put(known.id, known);
        count("deleted tables kept");
      }
    }
  }

  /** Nothing is left of what is not there. */
  private void compareFiles() {
    List<String> known = engine.partitionsOfTables();
    assertThat(known).as("partitions").containsAll(engine.partitionsOnDisk());
    assertThat(engine.partitionsWithPast())
        .as("partitions with a past")
        .containsAll(engine.archivesOnDisk());
    assertThat(engine.backupsOnDisk())
        .as("backups on disk")
        .containsExactlyElementsOf(new TreeSet<>(engine.backups().keySet()));
    assertThat(engine.tasksOnDisk()).as("snapshots of restores").isEmpty();
  }

  private void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
