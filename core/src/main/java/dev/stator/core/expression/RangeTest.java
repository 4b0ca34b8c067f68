package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A range of one sort key attribute.
 *
 * @param low the encoded value with its tag to compare with; the lower bound of BETWEEN, the prefix
 *     of BEGINS_WITH
 * @param high the upper bound of BETWEEN, null for every other operator
 */
public record RangeTest(Operator operator, Slice low, @Nullable Slice high) {
  /** The tests an ordered index can answer with one range. */
  public enum Operator {
    LT,
    LE,
    GT,
    GE,
    BETWEEN,
    BEGINS_WITH
  }

  public RangeTest {
    if ((operator == Operator.BETWEEN) != (high != null)) {
      throw new IllegalArgumentException("only BETWEEN has an upper bound");
    }
  }
}
