package dev.stator.gateway.partiql;

import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens; comments and blanks separate them. */
final class Lexer {
  private static final String[] TWO_CHARACTERS = {"<<", ">>", "<=", ">=", "<>", "!="};
  private static final String ONE_CHARACTER = "()[]{},.:;*+-/%=<>";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int index;
  private int line = 1;
  private int lineStart;

  private Lexer(String text) {
    this.text = text;
  }

  /**
   * The tokens of a statement, of which the last is of type END.
   *
   * @throws dev.stator.core.error.RequestException for what is no token
   */
  static List<Token> tokens(String statement) {
    Lexer lexer = new Lexer(statement);
    lexer.skip();
    while (lexer.index < statement.length()) {
      lexer.token();
      lexer.skip();
    }
    lexer.add(Token.Type.END, "", lexer.index);
    return lexer.tokens;
  }

  private void token() {
    int start = index;
    char c = text.charAt(index);
    if (isWordStart(c)) {
      while (index < text.length() && isWordPart(text.charAt(index))) {
        index++;
      }
      add(Token.Type.WORD, text.substring(start, index), start);
    } else if (isDigit(c)) {
      number();
    } else if (c == '\'') {
      quoted(Token.Type.STRING, c);
    } else if (c == '"') {
      quoted(Token.Type.QUOTED_NAME, c);
    } else if (c == '?') {
      index++;
      add(Token.Type.PARAMETER, "?", start);
    } else {
      symbol();
    }
  }

  private void number() {
    int start = index;
    digits();
    int point = index;
    if (at(index) == '.' && isDigit(at(index + 1))) {
      index++;
      digits();
    }
    int fraction = Math.max(0, index - point - 1);
    if (at(index) == 'e' || at(index) == 'E') {
      int sign = at(index + 1) == '+' || at(index + 1) == '-' ? 1 : 0;
      if (isDigit(at(index + 1 + sign))) {
        int exponent = index + 1;
        index += 1 + sign;
        digits();
        requireScale(fraction, text.substring(exponent, index));
      }
    }
    add(Token.Type.NUMBER, text.substring(start, index), start);
  }

  /** Refuses an exponent, or a scale that follows from it, of more than 32 bits. */
  private static void requireScale(int fraction, String exponent) {
    try {
      Math.subtractExact(fraction, Integer.parseInt(exponent));
    } catch (NumberFormatException | ArithmeticException tooLarge) {
      throw Refusals.malformed("");
    }
  }

  private void digits() {
    while (isDigit(at(index))) {
      index++;
    }
  }

  private void quoted(Token.Type type, char quote) {
    int start = index;
    int startLine = line;
    int column = start - lineStart + 1;
    StringBuilder value = new StringBuilder();
    index++;
    while (at(index) != quote || at(index + 1) == quote) {
      if (index >= text.length()) {
        throw Refusals.malformed("");
      }
      char c = text.charAt(index);
      index += c == quote ? 2 : 1;
      value.append(c);
      countLine(c);
    }
    index++;
    tokens.add(new Token(type, value.toString(), new Position(startLine, column, index - start)));
  }

  private void symbol() {
    int start = index;
    for (String symbol : TWO_CHARACTERS) {
      if (text.startsWith(symbol, index)) {
        index += symbol.length();
        add(Token.Type.SYMBOL, symbol, start);
        return;
      }
    }
    if (ONE_CHARACTER.indexOf(text.charAt(index)) < 0) {
      throw Refusals.malformed("");
    }
    index++;
    add(Token.Type.SYMBOL, text.substring(start, index), start);
  }

  private void add(Token.Type type, String token, int start) {
    tokens.add(new Token(type, token, new Position(line, start - lineStart + 1, index - start)));
  }

  /** Skips blanks and comments. */
  private void skip() {
    while (index < text.length()) {
      char c = text.charAt(index);
      if (Character.isWhitespace(c)) {
        index++;
        countLine(c);
      } else if (text.startsWith("--", index)) {
        int end = text.indexOf('\n', index);
        index = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", index)) {
        skipBlockComment();
      } else {
        return;
      }
    }
  }

  private void skipBlockComment() {
    int end = text.indexOf("*/", index + 2);
    if (end < 0) {
      throw Refusals.malformed("");
    }
    while (index < end + 2) {
      char c = text.charAt(index);
      index++;
      countLine(c);
    }
  }

  private void countLine(char c) {
    if (c == '\n') {
      line++;
      lineStart = index;
    }
  }

  /** The character at a place, 0 behind the end. */
  private char at(int place) {
    return place < text.length() ? text.charAt(place) : 0;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private static boolean isWordPart(char c) {
    return isWordStart(c) || isDigit(c);
  }
}
