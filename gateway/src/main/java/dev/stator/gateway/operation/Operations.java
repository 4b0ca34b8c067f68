package dev.stator.gateway.operation;

import java.util.List;

/** The operations on items, and two about the service: a new one is a class and a line here. */
public final class Operations {
  private Operations() {}

  /** One of each, for all event loops. */
  public static List<Operation> all() {
    return List.of(
        new PutItem(),
        new GetItem(),
        new UpdateItem(),
        new DeleteItem(),
        new Query(),
        new Scan(),
        new BatchGetItem(),
        new BatchWriteItem(),
        new TransactGetItems(),
        new TransactWriteItems(),
        new DescribeEndpoints(),
        new DescribeLimits());
  }
}
