package dev.stator.core.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names of files as programs see them, and as the disk holds them for certain; the changes
 * between the two survive a loss of power or not, each together with those it depends on.
 */
final class FaultyDirectory {
  /** One change of names: {@code from} goes, {@code to} comes; either may be absent. */
  private record Change(@Nullable Path from, @Nullable Path to, @Nullable FaultyFile file) {
    boolean touches(Set<Path> paths) {
      return (from != null && paths.contains(from)) || (to != null && paths.contains(to));
    }

    void addPathsTo(Set<Path> paths) {
      if (from != null) {
        paths.add(from);
      }
      if (to != null) {
        paths.add(to);
      }
    }

    boolean isIn(Path directory) {
      return (from != null && directory.equals(from.getParent()))
          || (to != null && directory.equals(to.getParent()));
    }

    void applyTo(NavigableMap<Path, FaultyFile> names) {
      if (from != null) {
        names.remove(from);
      }
      if (to != null && file != null) {
        names.put(to, file);
      }
    }
  }

  private final NavigableMap<Path, FaultyFile> current = new TreeMap<>();
  private final NavigableMap<Path, FaultyFile> durable = new TreeMap<>();
  private final List<Change> changes = new ArrayList<>();

  NavigableMap<Path, FaultyFile> current() {
    return current;
  }

  void put(Path path, FaultyFile file) {
    change(new Change(null, path, file));
  }

  void remove(Path path) {
    change(new Change(path, null, null));
  }

  void rename(Path from, Path to) {
    change(new Change(from, to, current.get(from)));
  }

  /** Adds or replaces a name durably. */
  void putDurably(Path path, FaultyFile file) {
    put(path, file);
    makeDurable(changes.size() - 1);
  }

  void force(Path directory) {
    for (int i = 0; i < changes.size(); ) {
      i = changes.get(i).isIn(directory) ? i - makeDurable(i) + 1 : i + 1;
    }
  }

  /** The names after a loss of power. */
  NavigableMap<Path, FaultyFile> survivors(Random random) {
    double survival = random.nextInt(4) / 3.0;
    for (int i = 0; i < changes.size(); ) {
      i = random.nextDouble() < survival ? i - makeDurable(i) + 1 : i + 1;
    }
    return durable;
  }

  private void change(Change change) {
    change.applyTo(current);
    changes.add(change);
  }

  /** Makes a change durable with the earlier ones it depends on; returns how many these were. */
  private int makeDurable(int last) {
    Set<Path> paths = new HashSet<>();
    changes.get(last).addPathsTo(paths);
    List<Change> chosen = new ArrayList<>();
    for (int i = last; i >= 0; i--) {
      if (changes.get(i).touches(paths)) {
        changes.get(i).addPathsTo(paths);
        chosen.addFirst(changes.remove(i));
      }
    }
    chosen.forEach(change -> change.applyTo(durable));
    return chosen.size();
  }
}
