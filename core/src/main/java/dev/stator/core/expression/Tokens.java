package dev.stator.core.expression;

import dev.stator.core.error.RequestException;
import java.nio.charset.StandardCharsets;

/** A cursor over the tokens of one expression, and the author of its syntax errors. */
final class Tokens {
  /** How long an expression may be, bytes of UTF-8. */
  static final int MAX_EXPRESSION_BYTES = 4096;

  private final ExpressionKind kind;
  private final String text;
  private final Tokenizer tokenizer;
  private int current;

  /** Refuses text that is too long or empty. */
  Tokens(ExpressionKind kind, String text) {
    this.kind = kind;
    this.text = text;
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw refusal(
          "Expression size has exceeded the maximum allowed size; expression size: " + bytes);
    }
    this.tokenizer = new Tokenizer(text);
    if (peek() == TokenType.END) {
      throw refusal("The expression can not be empty;");
    }
  }

  ExpressionKind kind() {
    return kind;
  }

  TokenType peek() {
    return tokenizer.type(current);
  }

  TokenType peekSecond() {
    return tokenizer.type(Math.min(current + 1, tokenizer.count() - 1));
  }

  /** The text of the current token. */
  String text() {
    return tokenizer.text(current);
  }

  void advance() {
    current++;
  }

  boolean accept(TokenType type) {
    boolean matches = peek() == type;
    if (matches) {
      advance();
    }
    return matches;
  }

  /** The text of the current token, which must be of this type. */
  String expect(TokenType type) {
    if (peek() != type) {
      throw syntaxError();
    }
    String token = type == TokenType.END ? "" : text();
    if (type != TokenType.END) {
      advance();
    }
    return token;
  }

  /** True when the current token is this word in any case. */
  boolean isWord(String keyword) {
    int start = tokenizer.start(current);
    return peek() == TokenType.WORD
        && tokenizer.end(current) - start == keyword.length()
        && text.regionMatches(true, start, keyword, 0, keyword.length());
  }

  boolean acceptWord(String keyword) {
    boolean matches = isWord(keyword);
    if (matches) {
      advance();
    }
    return matches;
  }

  /** The refusal of the current token, quoted with its neighbours. */
  RequestException syntaxError() {
    int first = Math.max(current - 1, 0);
    int last = peek() == TokenType.END ? first : Math.min(current + 1, tokenizer.count() - 1);
    int end = tokenizer.type(last) == TokenType.END ? tokenizer.end(last - 1) : tokenizer.end(last);
    String token = peek() == TokenType.END ? "<EOF>" : text();
    String near = text.substring(tokenizer.start(first), end);
    return refusal("Syntax error; token: \"" + token + "\", near: \"" + near + "\"");
  }

  /** A refusal of this expression with this text behind the name of its parameter. */
  RequestException refusal(String reason) {
    return RequestException.validation("Invalid " + kind.parameter() + ": " + reason);
  }
}
