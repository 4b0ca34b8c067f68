package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.Path;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.operation.IndexKeyChecks;
import dev.stator.gateway.operation.KeyChecks;
import dev.stator.gateway.operation.KeyPathChecks;
import dev.stator.gateway.operation.RequestChecks;
import dev.stator.gateway.operation.UpdateChecks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the commands that write, and the conditions of transactions, against their table. */
final class Planner {
  private Planner() {}

  /**
   * The write that a command other than a read is.
   *
   * @throws RequestException when the table does not allow it
   */
  static WritePlan write(Table table, Command command) {
    return switch (command) {
      case Command.Insert insert -> insert(table, insert);
      case Command.Update update -> update(table, update);
      case Command.Delete delete -> delete(table, delete);
      case Command.Check check -> check(table, check.read());
      case Command.Read _ -> throw new IllegalArgumentException("a read: " + command);
    };
  }

  private static WritePlan insert(Table table, Command.Insert insert) {
    TableSchema schema = table.definition().schema();
    int size = RequestChecks.itemSize(insert.item());
    KeyChecks.keyOfItem(schema.keys(), insert.item());
    IndexKeyChecks.item(schema, insert.item());
    return new WritePlan.Put(
        table,
        insert.tableName(),
        insert.item(),
        size,
        new Condition.AttributeNotExists(hashPath(schema.keys())));
  }

  /** An update changes an item that exists; it does not create one. */
  private static WritePlan update(Table table, Command.Update update) {
    TableSchema schema = table.definition().schema();
    ItemKey key = key(schema, update.where());
    UpdateChecks.check(schema, update.changes());
    List<Condition> conditions = new ArrayList<>();
    conditions.add(new Condition.AttributeExists(hashPath(schema.keys())));
    conditions.addAll(key.others());
    Condition condition = KeyTest.all(conditions);
    return new WritePlan.Update(
        table,
        update.tableName(),
        key.key(),
        update.changes(),
        condition == null ? conditions.getFirst() : condition,
        update.returning());
  }

  /** Where there is no item, there is nothing to delete, whatever the conditions. */
  private static WritePlan delete(Table table, Command.Delete delete) {
    TableSchema schema = table.definition().schema();
    ItemKey key = key(schema, delete.where());
    Condition others = KeyTest.all(key.others());
    Condition condition =
        others == null
            ? null
            : new Condition.Or(new Condition.AttributeNotExists(hashPath(schema.keys())), others);
    return new WritePlan.Delete(
        table, delete.tableName(), key.key(), condition, delete.returning());
  }

  private static WritePlan check(Table table, Command.Read read) {
    TableSchema schema = table.definition().schema();
    ItemKey key = ItemKey.find(read.where(), schema.keys(), ItemKey.SecondValue.CONDITION);
    Condition condition = key == null ? null : KeyTest.all(key.others());
    if (key == null || condition == null) {
      throw RequestException.validation(
          "EXISTS() must contain a single item read with additional condition");
    }
    KeyChecks.keyOfBatchedItem(schema.keys(), key.key());
    KeyPathChecks.check(schema, condition);
    return new WritePlan.Check(table, read.tableName(), key.key(), condition);
  }

  private static ItemKey key(TableSchema schema, @Nullable Condition where) {
    ItemKey key = ItemKey.find(where, schema.keys(), ItemKey.SecondValue.REFUSED);
    if (key == null) {
      throw RequestException.validation(Refusals.NO_FULL_KEY);
    }
    Slice attributes = key.key();
    KeyChecks.keyOfBatchedItem(schema.keys(), attributes);
    KeyPathChecks.check(schema, where);
    return key;
  }

  private static Path hashPath(KeySchema keys) {
    return Path.ofAttribute(keys.hash().getFirst().name());
  }
}
