package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.CheckRequest;
import dev.stator.core.engine.DeleteRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.UpdateRequest;
import dev.stator.core.engine.WriteRequest;
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

  /**
   * What a transaction asks of the engine for it.
   *
   * @param images bits of {@link dev.stator.core.command.Images}
   */
  default WriteRequest request(int images) {
    return switch (this) {
      case Put put -> new PutRequest(put.table, put.item, put.itemSize, put.condition, images);
      case Update update ->
          new UpdateRequest(update.table, update.key, update.changes, update.condition, images);
      case Delete delete -> new DeleteRequest(delete.table, delete.key, delete.condition, images);
      case Check check -> new CheckRequest(check.table, check.key, check.condition, images);
    };
  }

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
