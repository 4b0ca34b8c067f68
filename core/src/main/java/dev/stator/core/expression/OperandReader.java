package dev.stator.core.expression;

import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.expression.Operand.Constant;
import dev.stator.core.expression.PathElement.Index;
import dev.stator.core.expression.PathElement.Name;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads document paths and value references, and resolves them. What is undefined is reported and
 * replaced, so that reading can go on.
 */
final class OperandReader {
  /** Stands for what an expression with a fault has no value for. */
  static final Constant NOTHING =
      new Constant(new Slice(new UnsafeBuffer(new byte[] {ValueDescriptor.NULL}), 0, 1));

  private static final int MAX_INDEX_DIGITS = 10;

  private final Tokens tokens;
  private final Placeholders placeholders;
  private final Faults faults;

  OperandReader(Tokens tokens, Placeholders placeholders, Faults faults) {
    this.tokens = tokens;
    this.placeholders = placeholders;
    this.faults = faults;
  }

  /** A path such as {@code a.#b[1]}. */
  Path path() {
    List<PathElement> elements = new ArrayList<>(4);
    elements.add(name());
    return rest(elements);
  }

  /** A path that goes on behind the parentheses around its beginning. */
  Path continuation(Path beginning) {
    return rest(new ArrayList<>(beginning.elements()));
  }

  boolean atContinuation() {
    return tokens.peek() == TokenType.DOT || tokens.peek() == TokenType.OPEN_BRACKET;
  }

  /** The value of a reference such as {@code :v}; null, and a fault, when it is not defined. */
  @Nullable Constant value() {
    String reference = tokens.expect(TokenType.VALUE_REFERENCE);
    Slice value = placeholders.value(reference);
    if (value == null) {
      faults.reportUndefinedValue(
          "An expression attribute value used in expression is not defined; attribute value: "
              + reference);
      return null;
    }
    return new Constant(value);
  }

  private Path rest(List<PathElement> elements) {
    while (true) {
      if (tokens.accept(TokenType.DOT)) {
        elements.add(name());
      } else if (tokens.accept(TokenType.OPEN_BRACKET)) {
        elements.add(index(tokens.expect(TokenType.NUMBER)));
        tokens.expect(TokenType.CLOSE_BRACKET);
      } else {
        return new Path(elements);
      }
    }
  }

  private Name name() {
    if (tokens.peek() == TokenType.NAME_REFERENCE) {
      return resolve(tokens.expect(TokenType.NAME_REFERENCE));
    }
    if (atKeyword()) {
      throw tokens.syntaxError();
    }
    String word = tokens.expect(TokenType.WORD);
    if (ReservedWords.contains(word)) {
      faults.report(
          Fault.RESERVED_WORD, "Attribute name is a reserved keyword; reserved keyword: " + word);
    }
    return Name.of(word);
  }

  private Name resolve(String reference) {
    String name = placeholders.name(reference);
    if (name == null) {
      faults.report(
          Fault.UNDEFINED_NAME,
          "An expression attribute name used in the document path is not defined; attribute name: "
              + reference);
      return Name.of(reference);
    }
    return Name.of(name);
  }

  private Index index(String digits) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    boolean fits = digits.length() - start <= MAX_INDEX_DIGITS;
    long value = fits ? Long.parseLong(digits, start, digits.length(), 10) : Long.MAX_VALUE;
    if (value > Index.MAX) {
      faults.report(
          Fault.LIST_INDEX,
          "List index is not within the allowable range; index: [" + digits + "]");
    }
    return new Index(Math.min(value, Index.MAX));
  }

  /** True at a word that has a meaning of its own in this kind of expression. */
  boolean atKeyword() {
    return switch (tokens.kind()) {
      case CONDITION, FILTER, KEY_CONDITION ->
          tokens.isWord("AND")
              || tokens.isWord("OR")
              || tokens.isWord("NOT")
              || tokens.isWord("IN")
              || tokens.isWord("BETWEEN");
      case UPDATE ->
          tokens.isWord("SET")
              || tokens.isWord("REMOVE")
              || tokens.isWord("ADD")
              || tokens.isWord("DELETE");
      case PROJECTION -> false;
    };
  }
}
