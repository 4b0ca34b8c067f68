package dev.stator.gateway.operation;

import static dev.stator.core.expression.AttributeType.B;
import static dev.stator.core.expression.AttributeType.BOOL;
import static dev.stator.core.expression.AttributeType.N;
import static dev.stator.core.expression.AttributeType.NULL;
import static dev.stator.core.expression.AttributeType.S;

import dev.stator.core.expression.AttributeType;
import java.util.EnumSet;
import java.util.Set;

/** A {@code ComparisonOperator}: how many values it takes and of which types. */
enum LegacyOperator {
  EQ(1, 1, EnumSet.allOf(AttributeType.class)),
  NE(1, 1, EnumSet.allOf(AttributeType.class)),
  IN(1, Integer.MAX_VALUE, EnumSet.of(S, N, B)),
  LE(1, 1, EnumSet.of(S, N, B)),
  LT(1, 1, EnumSet.of(S, N, B)),
  GE(1, 1, EnumSet.of(S, N, B)),
  GT(1, 1, EnumSet.of(S, N, B)),
  BETWEEN(2, 2, EnumSet.of(S, N, B)),
  NOT_NULL(0, 0, EnumSet.noneOf(AttributeType.class)),
  NULL_(0, 0, EnumSet.noneOf(AttributeType.class)),
  CONTAINS(1, 1, EnumSet.of(S, N, B, BOOL, NULL)),
  NOT_CONTAINS(1, 1, EnumSet.of(S, N, B, BOOL, NULL)),
  BEGINS_WITH(1, 1, EnumSet.of(S, B));

  private final int minValues;
  private final int maxValues;

  @SuppressWarnings("ImmutableEnumChecker") // never given out, never changed
  private final Set<AttributeType> types;

  LegacyOperator(int minValues, int maxValues, Set<AttributeType> types) {
    this.minValues = minValues;
    this.maxValues = maxValues;
    this.types = types;
  }

  /** The operator of this wire name, one of those the model allows. */
  static LegacyOperator of(String wireName) {
    return wireName.equals("NULL") ? NULL_ : valueOf(wireName);
  }

  String wireName() {
    return this == NULL_ ? "NULL" : name();
  }

  boolean takes(int count) {
    return count >= minValues && count <= maxValues;
  }

  boolean takesNone() {
    return maxValues == 0;
  }

  boolean takes(AttributeType type) {
    return types.contains(type);
  }
}
