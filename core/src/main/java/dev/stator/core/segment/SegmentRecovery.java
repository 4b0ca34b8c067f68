package dev.stator.core.segment;

import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import dev.stator.core.segment.Tail.Clean;
import dev.stator.core.segment.Tail.Corrupt;
import dev.stator.core.segment.Tail.Torn;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the segments of a log up to a position: checks them, hands their records over, and only
 * when all is well cuts what is beyond the position.
 */
final class SegmentRecovery {
  private final SegmentDirectory directory;
  private final long partitionId;
  private final long upTo;
  private final RecordVisitor visitor;
  private final List<Segment> segments = new ArrayList<>();
  private Tail tail = new Clean(Location.of(1, HEADER_LENGTH));

  private SegmentRecovery(
      SegmentDirectory directory, long partitionId, long upTo, RecordVisitor visitor) {
    this.directory = directory;
    this.partitionId = partitionId;
    this.upTo = upTo;
    this.visitor = visitor;
  }

  /** Nothing stays open when it throws. */
  static SegmentRecovery run(
      SegmentDirectory directory, long partitionId, long upTo, RecordVisitor visitor) {
    SegmentRecovery recovery = new SegmentRecovery(directory, partitionId, upTo, visitor);
    try {
      recovery.run();
      return recovery;
    } catch (RuntimeException | Error e) {
      CloseHelper.quietCloseAll(recovery.segments);
      throw e;
    }
  }

  /** The open segments in order; the last one, if any, has records. */
  List<Segment> segments() {
    return segments;
  }

  Tail tail() {
    return tail;
  }

  private void run() {
    IntArrayList numbers = directory.numbers();
    openSegments(numbers);
    for (int i = 0; i < segments.size(); i++) {
      scan(segments.get(i));
    }
    dropLastWithoutRecords();
    cut(numbers);
  }

  private void openSegments(IntArrayList numbers) {
    int last = lastToKeep(numbers);
    for (int number = 1; number <= last; number++) {
      if (number > numbers.size() || numbers.getInt(number - 1) != number) {
        throw damage(Location.of(number, 0), "the file is missing");
      }
      Segment segment = directory.open(number);
      segments.add(segment);
      if (upTo == Long.MAX_VALUE && number == last && !SegmentHeader.isWritten(segment)) {
        segments.removeLast().close();
        return;
      }
      @Nullable String damage = SegmentHeader.findDamage(segment, partitionId);
      if (damage != null) {
        throw damage(Location.of(number, 0), damage);
      }
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

  private void scan(Segment segment) {
    RecordView view = new RecordView();
    boolean last = segment.number() == segments.size();
    Tail found;
    if (!last) {
      int end = SegmentHeader.read(segments.get(segment.number())).previousEnd();
      found = checkedZeros(segment, SegmentScanner.scanTo(end, segment, view, visitor));
    } else if (upTo == Long.MAX_VALUE) {
      found = SegmentScanner.scan(segment, view, visitor);
    } else {
      found = SegmentScanner.scanTo(Location.offset(upTo), segment, view, visitor);
    }
    switch (found) {
      case Clean(long position) -> segment.end(Location.offset(position));
      case Torn(long position) -> segment.end(Location.offset(position));
      case Corrupt(long position, String reason) -> throw damage(position, reason);
    }
  }

  /** Nothing was ever written behind the records of a full segment. */
  private static Tail checkedZeros(Segment segment, Tail found) {
    if (found instanceof Corrupt) {
      return found;
    }
    int end = Location.offset(found.position());
    int nonZero = SegmentScanner.findNonZero(segment.buffer(), end, segment.length());
    return nonZero < 0
        ? found
        : new Corrupt(Location.of(segment.number(), nonZero), "not zero behind the records");
  }

  private void dropLastWithoutRecords() {
    if (!segments.isEmpty() && segments.getLast().end() == HEADER_LENGTH) {
      segments.removeLast().close();
    }
  }

  private void cut(IntArrayList numbers) {
    boolean cut = false;
    for (int i = numbers.size() - 1; i >= 0 && numbers.getInt(i) > segments.size(); i--) {
      directory.delete(numbers.getInt(i));
      cut = true;
    }
    if (cut) {
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

  private StorageException damage(long position, String reason) {
    return new StorageException(
        "corrupt segment: file="
            + directory.file(Location.segmentNumber(position))
            + ", position="
            + Location.describe(position)
            + ", "
            + reason);
  }
}
