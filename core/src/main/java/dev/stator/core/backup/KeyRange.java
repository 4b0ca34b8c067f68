package dev.stator.core.backup;

import dev.stator.core.codec.ByteComparison;
import dev.stator.core.segment.RecordView;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** Which keys of a snapshot are read, by the order of their unsigned bytes. */
public final class KeyRange {
  /** All keys. */
  public static final KeyRange ALL = new KeyRange(new byte[0], null);

  private final DirectBuffer lower;
  private final @Nullable DirectBuffer upper;

  /**
   * @param lower the first key, itself included
   * @param upper where the range ends, itself not included; null: with the last key
   */
  public KeyRange(byte[] lower, byte @Nullable [] upper) {
    this.lower = new UnsafeBuffer(lower);
    this.upper = upper == null ? null : new UnsafeBuffer(upper);
  }

  boolean includes(RecordView record) {
    return compare(record, lower) >= 0 && (upper == null || compare(record, upper) < 0);
  }

  private static int compare(RecordView record, DirectBuffer bound) {
    return ByteComparison.compare(
        record.buffer(), record.keyOffset(), record.keyLength(), bound, 0, bound.capacity());
  }
}
