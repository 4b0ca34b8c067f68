package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.ReferencedPaths;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.ItemReferences;
import dev.stator.gateway.partiql.Statement.Returning;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one statement does with which table, for policies. */
public final class StatementReferences {
  private final Command command;

  private StatementReferences(Command command) {
    this.command = command;
  }

  /**
   * Of a structure with the members Statement and Parameters.
   *
   * @throws dev.stator.core.error.RequestException when the statement is refused whoever sends it
   */
  public static StatementReferences of(Structure request) {
    return new StatementReferences(CommandReader.read(request));
  }

  /** The action that policies name. */
  public String action() {
    return switch (command) {
      case Command.Read _, Command.Check _ -> "PartiQLSelect";
      case Command.Insert _ -> "PartiQLInsert";
      case Command.Update _ -> "PartiQLUpdate";
      case Command.Delete _ -> "PartiQLDelete";
    };
  }

  /** The table as the statement names it. */
  public String tableName() {
    return command.tableName();
  }

  public @Nullable String indexName() {
    return command instanceof Command.Read read ? read.indexName() : null;
  }

  /** Whether it returns whole items. */
  public boolean returnsEverything() {
    return command instanceof Command.Read read && read.columns().attributes() == null;
  }

  /** What it returns of a write, as the parameter ReturnValues says it. */
  public String returnValues() {
    Returning returning = command.returned();
    return switch (returning) {
      case null -> "NONE";
      case ALL_OLD -> "ALL_OLD";
      case ALL_NEW -> "ALL_NEW";
      case MODIFIED_OLD -> "UPDATED_OLD";
      case MODIFIED_NEW -> "UPDATED_NEW";
    };
  }

  /**
   * The values of partition keys it reads or writes; {@link ItemReferences#ANY_KEY} when it may
   * read any.
   *
   * @throws dev.stator.core.error.RequestException when its table does not allow it
   */
  public List<String> leadingKeys(Table table) {
    KeySchema keys = table.keys();
    if (command instanceof Command.Read read) {
      return leadingKeys(ReadPlanner.plan(table, read, false), keys);
    }
    return switch (Planner.write(table, command)) {
      case WritePlan.Put put -> ItemReferences.leadingKeys(put.item(), keys);
      case WritePlan.Update update -> ItemReferences.leadingKeys(update.key(), keys);
      case WritePlan.Delete delete -> ItemReferences.leadingKeys(delete.key(), keys);
      case WritePlan.Check check -> ItemReferences.leadingKeys(check.key(), keys);
    };
  }

  private static List<String> leadingKeys(ReadPlan plan, KeySchema keys) {
    Slice key = plan.key();
    if (key != null) {
      return ItemReferences.leadingKeys(key, keys);
    }
    List<String> values = new ArrayList<>();
    for (ReadPlan.Step step : plan.steps()) {
      if (step.keys() == null) {
        return List.of(ItemReferences.ANY_KEY);
      }
      step.keys().hashValues().forEach(value -> values.add(ItemReferences.text(value)));
    }
    return values;
  }

  /** The attributes it names. */
  public Set<String> attributes() {
    Set<String> names = new LinkedHashSet<>();
    switch (command) {
      case Command.Read read -> addNames(read, names);
      case Command.Check check -> addNames(check.read(), names);
      case Command.Insert insert -> ItemReferences.addNames(insert.item(), names);
      case Command.Update update -> {
        ItemReferences.addHeads(ReferencedPaths.of(update.changes()), names);
        addNames(update.where(), names);
      }
      case Command.Delete delete -> addNames(delete.where(), names);
    }
    return names;
  }

  private static void addNames(Command.Read read, Set<String> names) {
    ItemProjection columns = read.columns().attributes();
    ItemReferences.addHeads(columns == null ? List.of() : columns.paths(), names);
    addNames(read.where(), names);
  }

  private static void addNames(@Nullable Condition where, Set<String> names) {
    ItemReferences.addHeads(where == null ? List.of() : ReferencedPaths.of(where), names);
  }
}
