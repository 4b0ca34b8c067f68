package dev.stator.core.expression;

import java.util.ArrayList;
import java.util.List;

/** Parses projection expressions: {@code path, ...}. */
final class ProjectionParser {
  private final Tokens tokens;
  private final Faults faults;
  private final OperandReader operands;

  ProjectionParser(Tokens tokens, Placeholders placeholders) {
    this.tokens = tokens;
    this.faults = Faults.ofPaths(tokens);
    this.operands = new OperandReader(tokens, placeholders, faults);
  }

  ItemProjection parse() {
    PathConflicts conflicts = new PathConflicts(faults);
    List<Path> paths = new ArrayList<>();
    do {
      Path path = operands.path();
      conflicts.add(path);
      paths.add(path);
    } while (tokens.accept(TokenType.COMMA));
    tokens.expect(TokenType.END);
    faults.throwFirst();
    return new ItemProjection(paths);
  }
}
