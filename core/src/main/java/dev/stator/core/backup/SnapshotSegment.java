package dev.stator.core.backup;

/**
 * A segment of a snapshot.
 *
 * @param end where the records in it end that belong to the snapshot
 * @param emptiedMicros a timestamp of its partition from when on nothing in the segment counted any
 *     more, epoch microseconds; 0: something did to the last
 */
public record SnapshotSegment(int number, int end, long emptiedMicros) {
  /** Whether it is needed to tell what there was at a time. */
  public boolean countsAt(long micros) {
    return emptiedMicros == 0 || emptiedMicros > micros;
  }
}
