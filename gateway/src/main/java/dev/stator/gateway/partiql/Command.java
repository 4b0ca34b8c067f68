package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.gateway.partiql.Statement.OrderTerm;
import dev.stator.gateway.partiql.Statement.Returning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its parameters, checked as far as that goes without its table. */
sealed interface Command {
  /** The table as the statement names it. */
  String tableName();

  record Read(
      String tableName,
      @Nullable String indexName,
      Columns columns,
      @Nullable Condition where,
      List<OrderTerm> order)
      implements Command {
    public Read {
      order = List.copyOf(order);
    }
  }

  record Insert(String tableName, Slice item) implements Command {}

  record Update(
      String tableName,
      dev.stator.core.expression.Update changes,
      @Nullable Condition where,
      @Nullable Returning returning)
      implements Command {}

  record Delete(String tableName, @Nullable Condition where, @Nullable Returning returning)
      implements Command {}

  /** A condition on an item, in a transaction of writes. */
  record Check(Read read) implements Command {
    @Override
    public String tableName() {
      return read.tableName();
    }
  }

  /** Whether it reads; all others belong to writes. */
  default boolean isRead() {
    return this instanceof Read;
  }

  /** What the statement asks to return of a write. */
  default @Nullable Returning returned() {
    return switch (this) {
      case Update update -> update.returning();
      case Delete delete -> delete.returning();
      case Read _, Insert _, Check _ -> null;
    };
  }
}
