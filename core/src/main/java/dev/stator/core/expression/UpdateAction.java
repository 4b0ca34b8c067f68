package dev.stator.core.expression;

import dev.stator.core.expression.Operand.Constant;

/** One change to one place of an item. */
public sealed interface UpdateAction {
  Path path();

  record Set(Path path, SetValue value) implements UpdateAction {}

  record Remove(Path path) implements UpdateAction {}

  /** Adds a number to a number (from 0 when missing), or elements to a set (from empty). */
  record Add(Path path, Constant value) implements UpdateAction {}

  /** Takes elements out of a set; the set itself goes with its last element. */
  record Delete(Path path, Constant value) implements UpdateAction {}
}
