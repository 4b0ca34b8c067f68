package dev.stator.core.segment;

import static dev.stator.core.segment.RecordDescriptor.KEY_OFFSET;
import static dev.stator.core.segment.SegmentDescriptor.HEADER_LENGTH;

import dev.stator.core.segment.Tail.Clean;
import dev.stator.core.segment.Tail.Corrupt;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Walks the records of a segment and checks every byte of them; changes nothing. */
final class SegmentScanner {
  private static final int ZERO_WORDS = 8;

  private SegmentScanner() {}

  /** Hands the records to the visitor; they have to end exactly at {@code end}. */
  static Tail scanTo(int end, Segment segment, RecordView view, RecordVisitor visitor) {
    if (end < HEADER_LENGTH || end > segment.length()) {
      return corrupt(segment, HEADER_LENGTH, "records should end at " + end);
    }
    int offset = HEADER_LENGTH;
    while (offset < end) {
      @Nullable String damage = findDamage(segment, offset, end, view);
      if (damage != null) {
        return corrupt(segment, offset, damage);
      }
      visitor.onRecord(view.location(), view);
      offset += RecordDescriptor.align(view.length());
    }
    return new Clean(Location.of(segment.number(), offset));
  }

  /** Hands all records of a segment to the visitor, behind which nothing was ever written. */
  static Tail scanWhole(Segment segment, RecordVisitor visitor) {
    int end = segment.end();
    Tail found = scanTo(end, segment, new RecordView(), visitor);
    if (found instanceof Corrupt) {
      return found;
    }
    int nonZero = findNonZero(segment.buffer(), end, segment.length());
    return nonZero < 0 ? found : corrupt(segment, nonZero, "not zero behind the records");
  }

  /** Hands the records to the visitor up to the first place that is not a whole record. */
  static Clean scan(Segment segment, RecordView view, RecordVisitor visitor) {
    int offset = HEADER_LENGTH;
    while (findDamage(segment, offset, segment.length(), view) == null) {
      visitor.onRecord(view.location(), view);
      offset += RecordDescriptor.align(view.length());
    }
    return new Clean(Location.of(segment.number(), offset));
  }

  /** The offset of the first byte from {@code offset} on that is not zero; -1: all are. */
  static int findNonZero(DirectBuffer buffer, int offset, int end) {
    int i = offset;
    while (i + ZERO_WORDS * Long.BYTES <= end && areZeroWords(buffer, i)) {
      i += ZERO_WORDS * Long.BYTES;
    }
    while (i < end) {
      if (buffer.getByte(i) != 0) {
        return i;
      }
      i++;
    }
    return -1;
  }

  private static boolean areZeroWords(DirectBuffer buffer, int offset) {
    long bits = 0;
    for (int i = 0; i < ZERO_WORDS; i++) {
      bits |= buffer.getLong(offset + i * Long.BYTES);
    }
    return bits == 0;
  }

  /** Why there is no whole record at the offset; null: there is one, and the view shows it. */
  static @Nullable String findDamage(Segment segment, int offset, int end, RecordView view) {
    if (end - offset < KEY_OFFSET) {
      return "no room for a record";
    }
    view.wrap(segment.buffer(), offset, Location.of(segment.number(), offset));
    int length = view.length();
    if (length < KEY_OFFSET || length > end - offset) {
      return "length=" + length;
    }
    int expected = segment.storedChecksum(offset);
    int actual = segment.recordChecksum(offset, length);
    if (expected != actual) {
      return checksumDiffers(expected, actual);
    }
    if (view.itemLength() < 0) {
      return "length=" + length + ", keyLength=" + view.keyLength();
    }
    int padding =
        findNonZero(segment.buffer(), offset + length, offset + RecordDescriptor.align(length));
    return padding < 0 ? null : "padding is not zero at offset " + padding;
  }

  static String checksumDiffers(int expected, int actual) {
    return String.format("expectedCrc=0x%08x, actualCrc=0x%08x", expected, actual);
  }

  private static Corrupt corrupt(Segment segment, int offset, String reason) {
    return new Corrupt(Location.of(segment.number(), offset), reason);
  }
}
