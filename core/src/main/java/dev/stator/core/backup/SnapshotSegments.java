package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * The open segments of a partition of a snapshot, and perhaps of those that took its place, and
 * which of their records count. Locations here have the place of the segment among those that are
 * open for its number, from 1.
 */
final class SnapshotSegments implements AutoCloseable {
  private final List<SegmentFile> segments = new ArrayList<>();
  private final IntArrayList generations = new IntArrayList();
  private final RecordView other = new RecordView();

  private int generation;

  /**
   * Opens the segments of a partition that tell what there was at a time, and shows each record of
   * an item in them, in the order of the segments. What took the place of a partition follows it.
   *
   * @throws dev.stator.core.error.StorageException when one is damaged or missing
   */
  void open(
      FileStore store,
      Path directory,
      SnapshotPartition partition,
      long micros,
      Consumer<RecordView> records) {
    generation++;
    for (SnapshotSegment segment : partition.segments()) {
      if (segment.countsAt(micros)) {
        SegmentFile file =
            SegmentFile.open(store, directory, partition.id(), segment.number(), segment.end());
        segments.add(file);
        generations.addInt(generation);
        file.replayToEnd(
            (location, found) -> {
              if (concernsItem(found)) {
                records.accept(found);
              }
            });
      }
    }
  }

  private static boolean concernsItem(RecordView record) {
    return record.type() == RecordDescriptor.PUT || record.type() == RecordDescriptor.TOMBSTONE;
  }

  /** Puts the record that is shown into the index, unless that has a newer one of its key. */
  void keepNewest(OrderedIndex newest, RecordView found) {
    DirectBuffer buffer = found.buffer();
    long location = Location.of(segments.size(), Location.offset(found.location()));
    long known = newest.put(buffer, found.keyOffset(), found.keyLength(), location);
    if (known != OrderedIndex.NONE
        && generationOf(known) == generation // one of before is older, whatever its number
        && read(known, other).sequence() > found.sequence()) {
      newest.put(buffer, found.keyOffset(), found.keyLength(), known);
    }
  }

  private int generationOf(long location) {
    return generations.getInt(Location.segmentNumber(location) - 1);
  }

  /** Moves the view to the record at a location. */
  RecordView read(long location, RecordView view) {
    return segments.get(Location.segmentNumber(location) - 1).read(Location.offset(location), view);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(segments);
    segments.clear();
  }
}
