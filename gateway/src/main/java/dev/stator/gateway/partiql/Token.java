package dev.stator.gateway.partiql;

import java.util.Locale;

/**
 * One token of a statement.
 *
 * @param text of a word as written, of a string or quoted name without its quotes
 */
record Token(Type type, String text, Position position) {
  enum Type {
    WORD,
    QUOTED_NAME,
    STRING,
    NUMBER,
    PARAMETER,
    SYMBOL,
    END
  }

  /** Whether it is this word, which is given in upper case, without quotes. */
  boolean isWord(String word) {
    return type == Type.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSymbol(String symbol) {
    return type == Type.SYMBOL && text.equals(symbol);
  }

  /** Whether it can stand for a name: a quoted one, or a word that is not reserved. */
  boolean isName() {
    return type == Type.QUOTED_NAME || (type == Type.WORD && !ReservedWords.contains(text));
  }

  boolean isReserved() {
    return type == Type.WORD && ReservedWords.contains(text);
  }

  String lowerCase() {
    return text.toLowerCase(Locale.ROOT);
  }
}
