package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.segment.Tail.Clean;
import dev.stator.core.segment.Tail.Corrupt;
import dev.stator.core.segment.Tail.Torn;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.collections.IntArrayList;
import org.agrona.collections.IntHashSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the segments of a log up to a position, either those that a checkpoint names or all from
 * the first on: checks them, and only when all is well cuts what is beyond the position and deletes
 * what the checkpoint does not name.
 */
final class SegmentRecovery {
  private final SegmentDirectory directory;
  private final long partitionId;
  private final long upTo;
  private final @Nullable List<SealedSegment> sealed;
  private final RecordVisitor visitor;
  private final List<Segment> segments = new ArrayList<>();
  private Tail tail = new Clean(Location.of(1, HEADER_LENGTH));

  private SegmentRecovery(
      SegmentDirectory directory,
      long partitionId,
      long upTo,
      @Nullable List<SealedSegment> sealed,
      RecordVisitor visitor) {
    this.directory = directory;
    this.partitionId = partitionId;
    this.upTo = upTo;
    this.sealed = sealed;
    this.visitor = visitor;
  }

  /**
   * Nothing stays open when it throws.
   *
   * @param sealed the full segments of a checkpoint, of which only the last segment is scanned
   *     behind them; null: there are all segments from the first on, and all are scanned
   */
  static SegmentRecovery run(
      SegmentDirectory directory,
      long partitionId,
      long upTo,
      @Nullable List<SealedSegment> sealed,
      RecordVisitor visitor) {
    SegmentRecovery recovery = new SegmentRecovery(directory, partitionId, upTo, sealed, visitor);
    try {
      recovery.run();
      return recovery;
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(recovery.segments);
      throw e;
    }
  }

  /** The open segments; the last one, if any, has records. */
  SegmentTable segments() {
    SegmentTable table = new SegmentTable();
    segments.forEach(table::add);
    return table;
  }

  Tail tail() {
    return tail;
  }

  private void run() {
    IntArrayList numbers = directory.numbers();
    if (sealed == null) {
      openAll(numbers);
      for (int i = 0; i < segments.size(); i++) {
        scan(i);
      }
    } else {
      openNamed(sealed, numbers);
    }
    dropLastWithoutRecords();
    cut(numbers);
  }

  private void openAll(IntArrayList numbers) {
    int last = lastToKeep(numbers);
    for (int number = 1; number <= last; number++) {
      Segment segment = open(number, numbers);
      if (upTo == Long.MAX_VALUE && number == last && !SegmentHeader.isWritten(segment)) {
        segments.removeLast().close();
        return;
      }
      checkHeader(segment);
    }
  }

  private void openNamed(List<SealedSegment> named, IntArrayList numbers) {
    for (SealedSegment known : named) {
      if (!known.isEmptied() || numbers.containsInt(known.number())) {
        Segment segment = open(known.number(), numbers);
        checkHeader(segment);
        if (known.end() < HEADER_LENGTH || known.end() > segment.length()) {
          throw directory.damage(
              Location.of(known.number(), HEADER_LENGTH),
              "records should end at " + known.end() + ", fileLength=" + segment.length());
        }
        segment.end(known.end());
        segment.emptied(known.emptied());
      }
    }
    int last = lastToKeep(numbers);
    if (last > 0) {
      checkHeader(open(last, numbers));
      scan(segments.size() - 1);
    }
  }

  private Segment open(int number, IntArrayList numbers) {
    if (!numbers.containsInt(number)) {
      throw directory.damage(Location.of(number, 0), "the file is missing");
    }
    Segment segment = directory.open(number);
    segments.add(segment);
    return segment;
  }

  private void checkHeader(Segment segment) {
    @Nullable String damage = SegmentHeader.findDamage(segment, partitionId);
    if (damage != null) {
      throw directory.damage(Location.of(segment.number(), 0), damage);
    }
  }

  private int lastToKeep(IntArrayList numbers) {
    if (upTo <= Location.of(1, HEADER_LENGTH)) {
      return 0;
    }
    if (upTo < Long.MAX_VALUE) {
      return Location.segmentNumber(upTo);
    }
    return numbers.isEmpty() ? 0 : numbers.getInt(numbers.size() - 1);
  }

  private void scan(int index) {
    Segment segment = segments.get(index);
    RecordView view = new RecordView();
    Tail found;
    if (index < segments.size() - 1) {
      segment.end(SegmentHeader.read(segments.get(index + 1)).previousEnd());
      found = SegmentScanner.scanWhole(segment, visitor);
    } else if (upTo == Long.MAX_VALUE) {
      found = SegmentScanner.scan(segment, view, visitor);
    } else {
      found = SegmentScanner.scanTo(Location.offset(upTo), segment, view, visitor);
    }
    switch (found) {
      case Clean(long position) -> segment.end(Location.offset(position));
      case Torn(long position) -> segment.end(Location.offset(position));
      case Corrupt(long position, String reason) -> throw directory.damage(position, reason);
    }
  }

  private void dropLastWithoutRecords() {
    if (!segments.isEmpty() && segments.getLast().end() == HEADER_LENGTH) {
      segments.removeLast().close();
    }
  }

  private void cut(IntArrayList numbers) {
    IntHashSet open = new IntHashSet();
    segments.forEach(segment -> open.add(segment.number()));
    int highest = segments.isEmpty() ? 0 : segments.getLast().number();
    boolean cut = false;
    boolean deleted = false;
    for (int i = numbers.size() - 1; i >= 0; i--) {
      int number = numbers.getInt(i);
      if (!open.contains(number)) {
        directory.delete(number);
        deleted = true;
        cut |= number > highest;
      }
    }
    if (deleted) {
      directory.force();
    }
    if (!segments.isEmpty()) {
      Segment last = segments.getLast();
      cut |= clearBehindRecords(last);
      tail = new Clean(Location.of(last.number(), last.end()));
    }
    if (cut) {
      tail = new Torn(tail.position());
    }
  }

  /** Zeroes and forces only what is not zero, since every touched page would be written. */
  private static boolean clearBehindRecords(Segment segment) {
    UnsafeBuffer buffer = segment.buffer();
    int length = segment.length();
    int from = SegmentScanner.findNonZero(buffer, segment.end(), length);
    int cleared = from;
    while (cleared >= 0) {
      int unit = SegmentConfig.LENGTH_UNIT;
      int unitEnd = Math.min(length, cleared / unit * unit + unit);
      buffer.setMemory(cleared, unitEnd - cleared, (byte) 0);
      cleared = SegmentScanner.findNonZero(buffer, unitEnd, length);
    }
    if (from < 0) {
      return false;
    }
    segment.force(from, length);
    return true;
  }
}
