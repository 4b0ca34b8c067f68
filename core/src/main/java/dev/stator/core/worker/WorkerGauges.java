package dev.stator.core.worker;

import dev.stator.core.index.PageArena;
import dev.stator.core.segment.SegmentLog;
import java.util.List;
import java.util.Map;

/**
 * What a worker has, some of its partitions seen a little before others.
 *
 * @param disk of all its partitions
 * @param indexBytes memory for the trees
 * @param indexBytesInUse of that, in pages with keys
 * @param waitingReads reads that have not been begun
 * @param waitingCommands committed commands that wait for room on the disk
 * @param checkpointAgeNs since the last checkpoint was done
 * @param checkpointBytes of log since then
 * @param feeds of global indexes
 * @param expired items that it let expire since it was opened, by their partitions
 */
public record WorkerGauges(
    int partitions,
    Disk disk,
    long indexBytes,
    long indexBytesInUse,
    int waitingReads,
    int waitingCommands,
    long checkpointAgeNs,
    long checkpointBytes,
    List<FeedLag> feeds,
    Map<Long, Long> expired) {
  /**
   * Segments of partitions.
   *
   * @param fileBytes what the files take
   * @param recordBytes what the records take
   * @param liveBytes of that, what has not been superseded
   */
  public record Disk(int segments, long fileBytes, long recordBytes, long liveBytes) {
    static final Disk NONE = new Disk(0, 0, 0, 0);

    Disk plus(SegmentLog log) {
      return new Disk(
          segments + log.sealed().size() + Math.min(1, log.lastSegment()),
          fileBytes + log.diskBytes(),
          recordBytes + log.recordBytes(),
          liveBytes + log.liveBytes());
    }
  }

  static long bytesInUse(PageArena arena) {
    return (long) arena.pagesInUse() * arena.pageLength();
  }
}
