package dev.stator.gateway.table;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on tables. */
public final class TableOperations {
  private TableOperations() {}

  public static List<Operation> all() {
    return List.of(
        new CreateTable(),
        new DescribeTable(),
        new ListTables(),
        new UpdateTable(),
        new DeleteTable());
  }
}
