package dev.stator.gateway.partiql;

/** Where a token stands in a statement: line and column from 1, and its length, in characters. */
record Position(int line, int column, int length) {
  /** The position as messages of the service show it. */
  @Override
  public String toString() {
    return line + ":" + column + ":" + length;
  }
}
