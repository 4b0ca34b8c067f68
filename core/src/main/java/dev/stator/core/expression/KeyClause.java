package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import java.util.List;

/**
 * One condition of a key condition: what it demands of one attribute.
 *
 * @param values the constants it compares with: two for BETWEEN, one for other tests, none for
 *     {@link Test#NOT_INDEXABLE}
 */
record KeyClause(String attribute, Test test, List<Slice> values) {
  enum Test {
    EQ,
    LT,
    LE,
    GT,
    GE,
    BETWEEN,
    BEGINS_WITH,
    /** A legacy operator that no index can answer. */
    NOT_INDEXABLE;

    static Test of(Comparator comparator) {
      return switch (comparator) {
        case EQ -> EQ;
        case NE -> NOT_INDEXABLE;
        case LT -> LT;
        case LE -> LE;
        case GT -> GT;
        case GE -> GE;
      };
    }

    /** The test with its two sides exchanged. */
    Test flipped() {
      return switch (this) {
        case LT -> GT;
        case LE -> GE;
        case GT -> LT;
        case GE -> LE;
        case EQ, BETWEEN, BEGINS_WITH, NOT_INDEXABLE -> this;
      };
    }
  }
}
