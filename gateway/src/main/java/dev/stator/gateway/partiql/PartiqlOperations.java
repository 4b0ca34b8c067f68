package dev.stator.gateway.partiql;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on PartiQL statements. */
public final class PartiqlOperations {
  private PartiqlOperations() {}

  public static List<Operation> all() {
    return List.of(new ExecuteStatement(), new BatchExecuteStatement(), new ExecuteTransaction());
  }
}
