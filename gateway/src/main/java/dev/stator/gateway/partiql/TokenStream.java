package dev.stator.gateway.partiql;

import dev.stator.core.error.RequestException;
import java.util.List;

/** The tokens of a statement, read from first to last. */
final class TokenStream {
  private final List<Token> tokens;
  private int index;

  TokenStream(String statement) {
    tokens = Lexer.tokens(statement);
  }

  Token peek() {
    return tokens.get(index);
  }

  /** The token behind the next one; END at the end. */
  Token peekSecond() {
    return tokens.get(Math.min(index + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(index);
    index = Math.min(index + 1, tokens.size() - 1);
    return token;
  }

  boolean isWord(String word) {
    return peek().isWord(word);
  }

  boolean isSymbol(String symbol) {
    return peek().isSymbol(symbol);
  }

  boolean acceptWord(String word) {
    boolean accepted = isWord(word);
    if (accepted) {
      next();
    }
    return accepted;
  }

  boolean acceptSymbol(String symbol) {
    boolean accepted = isSymbol(symbol);
    if (accepted) {
      next();
    }
    return accepted;
  }

  void expectWord(String word) {
    if (!acceptWord(word)) {
      throw unexpected();
    }
  }

  void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected();
    }
  }

  boolean atEnd() {
    return peek().type() == Token.Type.END || isSymbol(";");
  }

  /** Refuses anything but one semicolon. */
  void expectEnd() {
    acceptSymbol(";");
    if (peek().type() != Token.Type.END) {
      throw Refusals.leftOver();
    }
  }

  /** The refusal of the next token, where another one is needed. */
  RequestException unexpected() {
    return Refusals.malformed(peek().isReserved() ? "Unexpected keyword" : "Unexpected term");
  }
}
