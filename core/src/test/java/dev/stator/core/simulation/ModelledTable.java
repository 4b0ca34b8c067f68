package dev.stator.core.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known of a table: what was asked for, and what of that was acknowledged. */
final class ModelledTable {
  final String name;
  final Contents items;

  /** Whether it may have the global index, and whether its past may be kept. */
  final Set<Boolean> indexed = new TreeSet<>();

  final Set<Boolean> remembered = new TreeSet<>(Set.of(false));

  /** What it had at the beginning of seconds, epoch milliseconds. */
  final NavigableMap<Long, Contents> past = new TreeMap<>();

  /** The keys with a write under way. */
  final Set<String> underWay = new HashSet<>();

  /** What backups have that are asked for. */
  final List<Contents> captures = new ArrayList<>();

  /** What the backup of a table has that is being deleted, if its past was kept. */
  @Nullable Contents left;

  boolean created;
  boolean deleting;
  boolean deleted;
  boolean busy;

  ModelledTable(String name, Contents items, boolean withIndex) {
    this.name = name;
    this.items = items;
    indexed.add(withIndex);
  }

  /** A write may come to be, also in the backups that are being begun. */
  void may(String key, String item) {
    items.may(key, item);
    captures.forEach(capture -> capture.may(key, item));
    if (left != null) {
      left.may(key, item);
    }
  }

  /** Its deletion is asked for: writes that are acknowledged later may come behind its backup. */
  void beginDeletion() {
    deleting = true;
    left = items.copy();
  }

  boolean isSurelyRemembered() {
    return remembered.equals(Set.of(true));
  }

  /** Nobody will hear any more of what is under way. */
  void crash() {
    underWay.clear();
    captures.clear();
    busy = false;
  }
}
