package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.PREPARE;
import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.RESOLVE;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;

import dev.stator.core.command.CommandView;
import dev.stator.core.error.StorageException;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import org.agrona.DirectBuffer;

/**
 * Empties segments, one slice of one segment after the other: moves the records that still count to
 * the head of the log. A segment whose end is reached is emptied.
 *
 * <p>A function of the state and the command alone, like everything a command does, unless the disk
 * is full.
 */
final class Compaction {
  private final StoredItems items;
  private final PreparedTransactions prepared;
  private final RecordView record = new RecordView();
  private final RecordView copied = new RecordView();
  private boolean keepsNotes;
  private long position;

  Compaction(StoredItems items, PreparedTransactions prepared) {
    this.items = items;
    this.prepared = prepared;
  }

  /** Where the next slice of the segment begins; 0 when it is emptied, or there was none. */
  long position() {
    return position;
  }

  /** Does nothing for a segment that is not full, not there, or emptied. */
  void apply(CommandView slice) {
    SegmentLog log = items.log();
    int segment = Location.segmentNumber(slice.sliceFrom());
    position = 0;
    if (!log.canBeEmptied(segment)) {
      return;
    }
    // What says that earlier records are over must outlive them: opening replays what is there.
    keepsNotes = log.hasDeadBefore(segment);
    RecordCursor cursor = log.cursor(slice.sliceFrom());
    long moved = 0;
    for (int i = 0; i < slice.sliceRecords() && moved < slice.sliceBytes(); i++) {
      if (cursor.isAtEndOf(segment)) {
        log.markEmptied(segment);
        return;
      }
      position = cursor.position();
      cursor.next(record);
      if (counts()) {
        if (!hasMoved()) {
          return;
        }
        moved += record.length();
      }
    }
    position = cursor.position();
  }

  private boolean counts() {
    return switch (record.type()) {
      case PUT -> items.locate(key(), keyOffset(), keyLength()) == record.location();
      case PREPARE -> prepared.find(key(), keyOffset(), keyLength()) == record.location();
      case TOMBSTONE ->
          keepsNotes && items.locate(key(), keyOffset(), keyLength()) == StoredItems.NONE;
      case RESOLVE ->
          keepsNotes && prepared.find(key(), keyOffset(), keyLength()) == PreparedTransactions.NONE;
      default -> throw new IllegalStateException("record type " + record.type());
    };
  }

  /**
   * Moves the record; false when there is no room on the disk. Then the slice ends early, with all
   * before it moved, rather than that the partition fails: no client asked for this.
   */
  private boolean hasMoved() {
    long copy;
    try {
      copy = items.copy(record);
    } catch (StorageException e) {
      return false; // the proposer sees that it got no further
    }
    switch (record.type()) {
      case PUT -> items.repoint(record, copy);
      case PREPARE -> {
        prepared.add(items.log().read(copy, copied));
        items.log().supersede(record);
      }
      default -> {} // says only that something is over
    }
    return true;
  }

  private DirectBuffer key() {
    return record.buffer();
  }

  private int keyOffset() {
    return record.keyOffset();
  }

  private int keyLength() {
    return record.keyLength();
  }
}
