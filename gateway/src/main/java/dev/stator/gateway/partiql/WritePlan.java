package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.Condition;
import dev.stator.gateway.partiql.Statement.Returning;
import org.jspecify.annotations.Nullable;

/** The write to one item that a statement is, or the condition a transaction has on an item. */
sealed interface WritePlan {
  Table table();

  /** The table as the statement names it. */
  String tableName();

  /** What the statement returns, null for nothing. */
  @Nullable Returning returning();

  /** Puts an item where there is none. */
  record Put(Table table, String tableName, Slice item, int itemSize, Condition condition)
      implements WritePlan {
    @Override
    public @Nullable Returning returning() {
      return null;
    }
  }

  record Update(
      Table table,
      String tableName,
      Slice key,
      dev.stator.core.expression.Update changes,
      Condition condition,
      @Nullable Returning returning)
      implements WritePlan {}

  record Delete(
      Table table,
      String tableName,
      Slice key,
      @Nullable Condition condition,
      @Nullable Returning returning)
      implements WritePlan {}

  record Check(Table table, String tableName, Slice key, Condition condition) implements WritePlan {
    @Override
    public @Nullable Returning returning() {
      return null;
    }
  }
}
