package dev.stator.core.expression;

import dev.stator.core.codec.Slice;

/** What conditions compare: a place in the item, a constant, or the size of one of these. */
public sealed interface Operand {
  /** The value at a place in the item, if there is one. */
  record PathOperand(Path path) implements Operand, SetValue {}

  /**
   * A value of the request.
   *
   * @param value the encoded value with its tag; it must stay as it is while the tree is used
   */
  record Constant(Slice value) implements Operand, SetValue {}

  /** The size of a string in characters, of a binary in bytes, or of a container in elements. */
  record SizeOf(Operand operand) implements Operand {}
}
