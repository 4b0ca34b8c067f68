package dev.stator.gateway.policy;

import java.util.List;

/** The statements of a policy that are about one user doing one thing with one resource. */
public final class Applicable {
  private final List<Statement> statements;

  Applicable(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /** Decides by the conditions: a denial counts, whatever else is said. */
  public Decision decide(RequestContext request) {
    Decision decision = Decision.NOT_ALLOWED;
    for (Statement statement : statements) {
      if (statement.holds(request)) {
        if (!statement.allows()) {
          return Decision.DENIED;
        }
        decision = Decision.ALLOWED;
      }
    }
    return decision;
  }
}
