package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.expression.Comparator;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.expression.RangeTest.Operator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sort keys that conditions of one branch leave: an interval, compared by the bytes of encoded
 * values, which order as the service orders them.
 */
final class SortRange {
  private @Nullable Slice lower;
  private @Nullable Slice upper;
  private @Nullable Slice prefix;
  private boolean lowerIncluded = true;
  private boolean upperIncluded = true;
  private boolean unequal;

  /** Narrows the range by {@code key comparator value}. */
  void compare(Comparator comparator, Slice value) {
    switch (comparator) {
      case EQ -> {
        from(value, true);
        to(value, true);
      }
      case NE -> unequal = true;
      case LT -> to(value, false);
      case LE -> to(value, true);
      case GT -> from(value, false);
      case GE -> from(value, true);
    }
  }

  /** Narrows the range to what begins with a prefix. */
  void beginsWith(Slice value) {
    prefix = value;
  }

  void between(Slice low, Slice high) {
    from(low, true);
    to(high, true);
  }

  /** Notes a condition that keeps the service from looking at overlaps. */
  void negated() {
    unequal = true;
  }

  /** Whether a negated condition is among those of the range. */
  boolean isExempt() {
    return unequal;
  }

  boolean isEmpty() {
    if (lower == null || upper == null) {
      return false;
    }
    int order = compare(lower, upper);
    return order > 0 || (order == 0 && !(lowerIncluded && upperIncluded));
  }

  /** The only key of the range, null when it may have several. */
  @Nullable Slice single() {
    Slice low = lower;
    Slice high = upper;
    return low != null && high != null && compare(low, high) == 0 ? low : null;
  }

  /** The range as a query takes it; it may be wider, so that filters have to narrow it. */
  @Nullable RangeTest test() {
    Slice low = lower;
    Slice high = upper;
    if (low != null && high != null) {
      return new RangeTest(Operator.BETWEEN, low, high);
    }
    if (low != null) {
      return new RangeTest(lowerIncluded ? Operator.GE : Operator.GT, low, null);
    }
    if (high != null) {
      return new RangeTest(upperIncluded ? Operator.LE : Operator.LT, high, null);
    }
    Slice start = prefix;
    return start == null ? null : new RangeTest(Operator.BEGINS_WITH, start, null);
  }

  /** Whether a key can be in both ranges. */
  boolean overlaps(SortRange other) {
    return !endsBefore(other) && !other.endsBefore(this);
  }

  /** The order of the lower ends. */
  static int byLower(SortRange one, SortRange two) {
    Slice first = one.start();
    Slice second = two.start();
    if (first == null) {
      return second == null ? 0 : -1;
    }
    if (second == null) {
      return 1;
    }
    int order = compare(first, second);
    return order != 0 ? order : Boolean.compare(two.lowerIncluded, one.lowerIncluded);
  }

  private boolean endsBefore(SortRange other) {
    Slice start = other.start();
    if (start == null) {
      return false;
    }
    Slice end = upper;
    if (end != null) {
      int order = compare(end, start);
      if (order < 0 || (order == 0 && !(upperIncluded && other.lowerIncluded))) {
        return true;
      }
    }
    Slice common = prefix;
    return common != null && compare(common, start) < 0 && !beginsWith(start, common);
  }

  private @Nullable Slice start() {
    Slice low = lower;
    Slice common = prefix;
    if (low == null || common == null) {
      return low == null ? common : low;
    }
    return compare(low, common) >= 0 ? low : common;
  }

  private void from(Slice value, boolean included) {
    Slice low = lower;
    int order = low == null ? -1 : compare(low, value);
    if (order < 0) {
      lower = value;
      lowerIncluded = included;
    } else if (order == 0) {
      lowerIncluded &= included;
    }
  }

  private void to(Slice value, boolean included) {
    Slice high = upper;
    int order = high == null ? 1 : compare(high, value);
    if (order > 0) {
      upper = value;
      upperIncluded = included;
    } else if (order == 0) {
      upperIncluded &= included;
    }
  }

  static int compare(Slice left, Slice right) {
    return ValueScanner.compare(left.buffer(), left.offset(), right.buffer(), right.offset());
  }

  private static boolean beginsWith(Slice value, Slice start) {
    byte[] bytes = payload(value);
    byte[] beginning = payload(start);
    return bytes.length >= beginning.length
        && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
  }

  private static byte[] payload(Slice value) {
    byte[] bytes = new byte[ValueScanner.payloadLength(value.buffer(), value.offset())];
    value.buffer().getBytes(ValueScanner.payloadOffset(value.buffer(), value.offset()), bytes);
    return bytes;
  }
}
