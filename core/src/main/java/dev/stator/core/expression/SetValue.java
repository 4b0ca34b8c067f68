package dev.stator.core.expression;

/** The right-hand side of a SET action; every path in it sees the item as before the update. */
public sealed interface SetValue
    permits Operand.PathOperand,
        Operand.Constant,
        SetValue.Plus,
        SetValue.Minus,
        SetValue.IfNotExists,
        SetValue.ListAppend {

  /** The sum of two numbers. */
  record Plus(SetValue left, SetValue right) implements SetValue {}

  /** The difference of two numbers. */
  record Minus(SetValue left, SetValue right) implements SetValue {}

  /** What is at the path, or else the other value. */
  record IfNotExists(Path path, SetValue otherwise) implements SetValue {}

  /** The elements of two lists, one behind the other. */
  record ListAppend(SetValue left, SetValue right) implements SetValue {}
}
