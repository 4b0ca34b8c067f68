package dev.stator.core.expression;

import java.util.List;

/** A condition on one item: the tree of a condition, filter or key condition expression. */
public sealed interface Condition {
  record And(Condition left, Condition right) implements Condition {}

  record Or(Condition left, Condition right) implements Condition {}

  record Not(Condition condition) implements Condition {}

  /** True when both operands exist, have one type and compare so; NE is the opposite of EQ. */
  record Compare(Comparator comparator, Operand left, Operand right) implements Condition {}

  /** Both bounds included. */
  record Between(Operand value, Operand low, Operand high) implements Condition {}

  record In(Operand value, List<Operand> candidates) implements Condition {
    public In {
      candidates = List.copyOf(candidates);
    }
  }

  record AttributeExists(Path path) implements Condition {}

  record AttributeNotExists(Path path) implements Condition {}

  record HasType(Operand operand, AttributeType type) implements Condition {}

  /** On strings and binaries. */
  record BeginsWith(Operand operand, Operand prefix) implements Condition {}

  /** A string in a string, a binary in a binary, an element in a set or list. */
  record Contains(Operand container, Operand element) implements Condition {}
}
