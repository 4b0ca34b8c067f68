package dev.stator.core.partition;

import static dev.stator.core.segment.RecordDescriptor.PREPARE;
import static dev.stator.core.segment.RecordDescriptor.PUT;
import static dev.stator.core.segment.RecordDescriptor.RESOLVE;
import static dev.stator.core.segment.RecordDescriptor.TOMBSTONE;

import dev.stator.core.command.CommandView;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentLog;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * Empties segments, one slice of one segment after the other: moves the records that still count to
 * the head of the log. A segment whose end is reached is emptied.
 *
 * <p>A function of the state and the command alone, like everything a command does.
 */
final class Compaction {
  /** The record that a slice ends behind, and the padding of its records. */
  private static final int LONGEST_COPIES =
      RecordDescriptor.MAX_ITEM_LENGTH + RecordDescriptor.MAX_KEY_LENGTH + (1 << 20);

  private final StoredItems items;
  private final PreparedTransactions prepared;
  private final RecordView record = new RecordView();
  private final RecordView copied = new RecordView();
  private final IntArrayList lengths = new IntArrayList();
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

  /**
   * Does nothing for a segment that is not full, not there, or emptied.
   *
   * @throws dev.stator.core.error.NoRoomException when the copies do not fit; nothing is changed
   *     then
   */
  void apply(CommandView slice) {
    SegmentLog log = items.log();
    int segment = Location.segmentNumber(slice.sliceFrom());
    if (!log.canBeEmptied(segment)) {
      position = 0;
      return;
    }
    // What says that earlier records are over must outlive them: opening replays what is there.
    keepsNotes = log.hasDeadBefore(segment);
    ensureRoom(slice, segment);
    position = 0;
    RecordCursor cursor = log.cursor(slice.sliceFrom());
    long moved = 0;
    for (int i = 0; i < slice.sliceRecords() && moved < slice.sliceBytes(); i++) {
      if (cursor.isAtEndOf(segment)) {
        log.markEmptied(segment);
        return;
      }
      cursor.pass(record);
      if (counts()) {
        move();
        moved += record.length();
      }
    }
    position = cursor.position();
  }

  /** Looks ahead at what the slice will copy, where it may not fit in the current segment. */
  private void ensureRoom(CommandView slice, int segment) {
    SegmentLog log = items.log();
    if (log.remaining() > slice.sliceBytes() + LONGEST_COPIES) {
      return;
    }
    lengths.clear();
    RecordCursor cursor = log.cursor(slice.sliceFrom());
    long moved = 0;
    for (int i = 0; i < slice.sliceRecords() && moved < slice.sliceBytes(); i++) {
      if (cursor.isAtEndOf(segment)) {
        break;
      }
      cursor.pass(record);
      if (counts()) {
        lengths.addInt(RecordDescriptor.align(record.length()));
        moved += record.length();
      }
    }
    log.ensureRoom(lengths);
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

  private void move() {
    items.log().verify(record); // a copy of what is damaged would look right
    long copy = items.copy(record);
    switch (record.type()) {
      case PUT -> items.repoint(record, copy);
      case PREPARE -> {
        prepared.add(items.log().show(copy, copied));
        items.log().supersede(record);
      }
      default -> {} // says only that something is over
    }
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
