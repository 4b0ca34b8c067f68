package dev.stator.gateway.operation;

import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableStatus;
import dev.stator.gateway.model.TableNameShape;

/** Finds the tables that operations on items name. */
public final class TableLookup {
  private TableLookup() {}

  /**
   * The table of this name or ARN, ready to serve.
   *
   * @throws RequestException RESOURCE_NOT_FOUND when there is none
   */
  public static Table find(Exchange exchange, String nameOrArn) {
    Table table = exchange.engine().table(nameOf(nameOrArn));
    if (table == null || !isServing(table.definition().status())) {
      throw new RequestException(ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found");
    }
    exchange.about(table);
    return table;
  }

  /** The table's name in {@code arn:aws:dynamodb:region:account:table/name}, or the name itself. */
  public static String nameOf(String nameOrArn) {
    return nameOrArn.startsWith(TableNameShape.ARN_PREFIX)
        ? nameOrArn.substring(nameOrArn.indexOf('/') + 1)
        : nameOrArn;
  }

  private static boolean isServing(TableStatus status) {
    return switch (status) {
      case ACTIVE, UPDATING -> true;
      case CREATING, DELETING -> false;
    };
  }
}
