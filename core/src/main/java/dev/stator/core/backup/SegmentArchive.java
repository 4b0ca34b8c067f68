package dev.stator.core.backup;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The emptied segments of one partition that are kept so that its past can be read, under further
 * names in a directory of their own; any thread.
 *
 * <p>What there was at a time is told by the segments that are not emptied and those that were
 * emptied after that time: whatever was live then is in one of them, and so is whatever superseded
 * the rest of what they hold.
 */
public final class SegmentArchive {
  private final FileStore store;
  private final Path segments;
  private final Path archive;
  private final Set<Integer> kept = ConcurrentHashMap.newKeySet();
  private final Set<Integer> claimed = ConcurrentHashMap.newKeySet();

  /**
   * @param segments where the segments of the partition are
   * @param archive where they are kept
   */
  public SegmentArchive(FileStore store, Path segments, Path archive) {
    this.store = store;
    this.segments = segments;
    this.archive = archive;
    list(store, archive).forEach(segment -> kept.add(segment.number()));
  }

  /** Whether the segment has been added, even if it was dropped since. */
  public boolean has(int segment) {
    return kept.contains(segment);
  }

  /** Whether the caller is to {@link #add} the segment; true only once, until that has failed. */
  public boolean claim(int segment) {
    return claimed.add(segment);
  }

  /**
   * Keeps an emptied segment, durably.
   *
   * @param emptiedMicros a timestamp of its partition when it was emptied, or later
   * @throws StorageException when the disk fails; it can be claimed again then
   */
  public void add(SealedSegment segment, long emptiedMicros) {
    Path file = archive.resolve(ArchivedSegment.fileName(segment, emptiedMicros));
    try {
      store.createDirectories(archive);
      store.link(segments.resolve(SegmentFile.fileName(segment.number())), file);
      store.forceDirectory(archive);
      kept.add(segment.number());
    } finally {
      claimed.remove(segment.number());
    }
  }

  /**
   * Keeps all segments of a partition that takes no writes any more and is about to go, durably;
   * their contents must be durable already.
   *
   * @param all with the one of the head
   * @param head where its records end
   * @param endMicros from when on it has no items
   * @throws StorageException when the disk fails; it can be tried again then
   */
  public void addRest(List<SealedSegment> all, long head, long endMicros) {
    store.createDirectories(archive);
    for (SealedSegment segment : all) {
      if (!has(segment.number())) {
        long emptied = segment.isEmptied() ? segment.emptied() : head;
        SealedSegment kept = new SealedSegment(segment.number(), segment.end(), emptied);
        store.link(
            segments.resolve(SegmentFile.fileName(segment.number())),
            archive.resolve(ArchivedSegment.fileName(kept, endMicros)));
      }
    }
    store.forceDirectory(archive);
    all.forEach(segment -> kept.add(segment.number()));
  }

  /**
   * Those that are needed to read what there was from a time on, in the order in which they were
   * emptied.
   */
  public List<ArchivedSegment> since(long micros) {
    List<ArchivedSegment> needed = inOrder();
    Set<Integer> numbers = new HashSet<>();
    // One that was being added when the rest was has two names.
    needed.removeIf(s -> s.emptiedMicros() <= micros || !numbers.add(s.number()));
    return needed;
  }

  /**
   * All, in the order in which they were emptied, and none with a later time than those that follow
   * it: a segment that is needed has all behind it, which may keep dead what it holds.
   */
  private List<ArchivedSegment> inOrder() {
    List<ArchivedSegment> all = list(store, archive);
    all.sort(ArchivedSegment.BY_EMPTYING);
    long next = Long.MAX_VALUE;
    for (int i = all.size() - 1; i >= 0; i--) {
      next = Math.min(next, all.get(i).emptiedMicros());
      all.set(i, all.get(i).emptiedBy(next));
    }
    return all;
  }

  /** Deletes those that are not needed to read what there was from a time on. */
  public void dropBefore(long micros) {
    List<ArchivedSegment> dropped = inOrder();
    dropped.removeIf(segment -> segment.emptiedMicros() > micros);
    for (ArchivedSegment segment : dropped) {
      store.delete(segment.file());
    }
  }

  /** All of a partition, in any order. */
  public static List<ArchivedSegment> list(FileStore store, Path archive) {
    List<ArchivedSegment> found = new ArrayList<>();
    for (Path path : store.list(archive)) {
      ArchivedSegment segment = ArchivedSegment.parse(path);
      if (segment != null) {
        found.add(segment);
      }
    }
    return found;
  }
}
