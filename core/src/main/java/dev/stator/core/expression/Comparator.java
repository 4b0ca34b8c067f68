package dev.stator.core.expression;

/** The comparisons of conditions. */
public enum Comparator {
  EQ("="),
  NE("<>"),
  LT("<"),
  LE("<="),
  GT(">"),
  GE(">=");

  private final String symbol;

  Comparator(String symbol) {
    this.symbol = symbol;
  }

  /** The operator as it is written in expressions. */
  public String symbol() {
    return symbol;
  }
}
