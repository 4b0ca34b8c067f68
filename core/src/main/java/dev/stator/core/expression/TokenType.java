package dev.stator.core.expression;

/** What a token of an expression is. */
enum TokenType {
  /** A letter, then letters, digits and underscores: a keyword, an attribute or a function. */
  WORD,
  /** A name of {@code ExpressionAttributeNames}: '#' and what follows. */
  NAME_REFERENCE,
  /** A name of {@code ExpressionAttributeValues}: ':' and what follows. */
  VALUE_REFERENCE,
  /** Digits. */
  NUMBER,
  COMPARATOR,
  OPEN_PARENTHESIS,
  CLOSE_PARENTHESIS,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  COMMA,
  DOT,
  PLUS,
  MINUS,
  /** One character that belongs to no token. */
  UNKNOWN,
  END
}
