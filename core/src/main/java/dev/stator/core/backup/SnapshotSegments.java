package dev.stator.core.backup;

import dev.stator.core.file.FileStore;
import dev.stator.core.index.OrderedIndex;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentFile;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/** The open segments of one partition of a snapshot, and which of their records count. */
final class SnapshotSegments implements AutoCloseable {
  private final Int2ObjectHashMap<SegmentFile> segments = new Int2ObjectHashMap<>();
  private final RecordView other = new RecordView();

  /**
   * Opens the segments that tell what there was at a time, and shows each record of an item in
   * them, in the order of the segments.
   *
   * @throws dev.stator.core.error.StorageException when one is damaged or missing
   */
  void open(
      FileStore store,
      Path directory,
      SnapshotPartition partition,
      long micros,
      Consumer<RecordView> records) {
    for (SnapshotSegment segment : partition.segments()) {
      if (segment.countsAt(micros)) {
        SegmentFile file =
            SegmentFile.open(store, directory, partition.id(), segment.number(), segment.end());
        segments.put(segment.number(), file);
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

  /** Puts the record into the index, unless that has one of its key with a higher sequence. */
  void keepNewest(OrderedIndex newest, RecordView found) {
    DirectBuffer buffer = found.buffer();
    long known = newest.put(buffer, found.keyOffset(), found.keyLength(), found.location());
    if (known != OrderedIndex.NONE && read(known, other).sequence() > found.sequence()) {
      newest.put(buffer, found.keyOffset(), found.keyLength(), known);
    }
  }

  /** Moves the view to the record at a location. */
  RecordView read(long location, RecordView view) {
    return segments.get(Location.segmentNumber(location)).read(Location.offset(location), view);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(segments.values());
    segments.clear();
  }
}
