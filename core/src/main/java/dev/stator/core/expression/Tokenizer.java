package dev.stator.core.expression;

import java.util.Arrays;

/** The tokens of one expression: their types and where they are in the text. */
final class Tokenizer {
  private static final int INITIAL_CAPACITY = 32;

  private final String text;
  private TokenType[] types = new TokenType[INITIAL_CAPACITY];
  private int[] starts = new int[INITIAL_CAPACITY];
  private int[] ends = new int[INITIAL_CAPACITY];
  private int count;

  Tokenizer(String text) {
    this.text = text;
    int position = 0;
    while (position < text.length()) {
      position = isBlank(text.charAt(position)) ? position + 1 : addTokenAt(position);
    }
    add(TokenType.END, text.length(), text.length());
  }

  /** How many tokens there are, {@link TokenType#END} included. */
  int count() {
    return count;
  }

  TokenType type(int token) {
    return types[token];
  }

  int start(int token) {
    return starts[token];
  }

  int end(int token) {
    return ends[token];
  }

  String text(int token) {
    return text.substring(starts[token], ends[token]);
  }

  private int addTokenAt(int start) {
    char first = text.charAt(start);
    int end = endOfToken(first, start);
    return add(typeOf(first, end - start), start, end);
  }

  private int endOfToken(char first, int start) {
    return switch (first) {
      case '#', ':' -> endOfWord(start + 1);
      case '<' -> start + (follows(start, '=') || follows(start, '>') ? 2 : 1);
      case '>' -> start + (follows(start, '=') ? 2 : 1);
      default -> {
        if (isLetter(first)) {
          yield endOfWord(start + 1);
        }
        yield isDigit(first)
            ? endOfNumber(start + 1)
            : start + Character.charCount(text.codePointAt(start));
      }
    };
  }

  private static TokenType typeOf(char first, int length) {
    return switch (first) {
      case '#' -> length > 1 ? TokenType.NAME_REFERENCE : TokenType.UNKNOWN;
      case ':' -> length > 1 ? TokenType.VALUE_REFERENCE : TokenType.UNKNOWN;
      case '=', '<', '>' -> TokenType.COMPARATOR;
      case '(' -> TokenType.OPEN_PARENTHESIS;
      case ')' -> TokenType.CLOSE_PARENTHESIS;
      case '[' -> TokenType.OPEN_BRACKET;
      case ']' -> TokenType.CLOSE_BRACKET;
      case ',' -> TokenType.COMMA;
      case '.' -> TokenType.DOT;
      case '+' -> TokenType.PLUS;
      case '-' -> TokenType.MINUS;
      default -> {
        if (isLetter(first)) {
          yield TokenType.WORD;
        }
        yield isDigit(first) ? TokenType.NUMBER : TokenType.UNKNOWN;
      }
    };
  }

  private int add(TokenType type, int start, int end) {
    if (count == types.length) {
      types = Arrays.copyOf(types, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
    }
    types[count] = type;
    starts[count] = start;
    ends[count] = end;
    count++;
    return end;
  }

  private boolean follows(int position, char expected) {
    return position + 1 < text.length() && text.charAt(position + 1) == expected;
  }

  private int endOfWord(int position) {
    int end = position;
    while (end < text.length() && isWordPart(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private int endOfNumber(int position) {
    int end = position;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** True for what may follow the first character of a word or of a placeholder. */
  static boolean isWordPart(char c) {
    return isLetter(c) || isDigit(c) || c == '_';
  }
}
