package dev.stator.gateway.table;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on tables. */
public final class TableOperations {
  private TableOperations() {}

  /** With settings that may be changed as often as anyone likes. */
  public static List<Operation> all() {
    return all(ChangeLimits.NONE);
  }

  public static List<Operation> all(ChangeLimits limits) {
    return List.of(
        new CreateTable(limits),
        new DescribeTable(),
        new ListTables(),
        new UpdateTable(limits),
        new DeleteTable(),
        new UpdateTimeToLive(limits),
        new DescribeTimeToLive(),
        new TagResource(),
        new UntagResource(),
        new ListTagsOfResource(),
        new PutResourcePolicy(),
        new GetResourcePolicy(),
        new DeleteResourcePolicy());
  }
}
