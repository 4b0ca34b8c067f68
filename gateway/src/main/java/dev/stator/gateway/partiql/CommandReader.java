package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.gateway.json.AttributeValue;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.partiql.Statement.Returning;
import dev.stator.gateway.partiql.Statement.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a statement and its parameters out of a structure of a request. */
final class CommandReader {
  private final LiteralEncoder literals;

  private CommandReader(List<Slice> parameters) {
    literals = new LiteralEncoder(parameters);
  }

  /**
   * The command of a structure with the members Statement and Parameters.
   *
   * @throws RequestException for what is wrong whatever the table is
   */
  static Command read(Structure request) {
    List<Slice> parameters = parameters(request);
    return read(request.requiredString("Statement"), parameters);
  }

  /**
   * @param parameters must stay as they are as long as the command is used
   */
  static Command read(String statement, List<Slice> parameters) {
    return new CommandReader(parameters).command(StatementParser.parse(statement));
  }

  /**
   * Copies of the parameters.
   *
   * @throws RequestException when one is not valid
   */
  static List<Slice> parameters(Structure request) {
    List<AttributeValue> given = request.values("Parameters");
    if (given == null) {
      return List.of();
    }
    List<Slice> parameters = new ArrayList<>(given.size());
    for (AttributeValue parameter : given) {
      String problem = parameter.problem();
      if (problem != null) {
        throw RequestException.validation(problem);
      }
      parameters.add(parameter.value().copy());
    }
    return parameters;
  }

  private Command command(Statement statement) {
    return switch (statement) {
      case Statement.Select select -> read(select);
      case Statement.Exists(Statement.Select select) -> new Command.Check(read(select));
      case Statement.Insert(Source target, Expression item) -> {
        if (target.components().size() > 1) {
          throw RequestException.validation("FROM clause may only contain a single table name");
        }
        yield new Command.Insert(table(target), literals.item(item));
      }
      case Statement.Update update -> {
        String table = tableToWrite(update.target());
        var changes = new UpdateTranslator(literals).update(update.changes());
        yield new Command.Update(table, changes, where(update.where()), update.returning());
      }
      case Statement.Delete delete -> {
        String table = tableToWrite(delete.target());
        checkReturning(delete.returning());
        yield new Command.Delete(table, where(delete.where()), delete.returning());
      }
    };
  }

  private Command.Read read(Statement.Select select) {
    String table = table(select.source());
    List<String> components = select.source().components();
    return new Command.Read(
        table,
        components.size() > 1 ? components.get(1) : null,
        Columns.of(select.columns()),
        where(select.where()),
        select.order());
  }

  private @Nullable Condition where(@Nullable Expression where) {
    return where == null ? null : new ConditionTranslator(literals).condition(where);
  }

  private static String tableToWrite(Source target) {
    String table = table(target);
    if (target.components().size() > 1) {
      throw RequestException.validation("This operation is not supported on an index");
    }
    return table;
  }

  private static String table(Source source) {
    if (source.aliased()) {
      throw RequestException.validation("Aliasing is not supported");
    }
    if (source.components().size() > 2) {
      throw RequestException.validation(
          "A path may contain at most 2 components in the FROM clause");
    }
    for (String component : source.components()) {
      if (component.isEmpty()) {
        throw RequestException.validation("Path component cannot be an empty string");
      }
    }
    return source.components().getFirst();
  }

  private static void checkReturning(@Nullable Returning returning) {
    if (returning != null && returning != Returning.ALL_OLD) {
      throw RequestException.validation(
          "Invalid returning clause: "
              + returning.clause()
              + ". Only RETURNING ALL OLD * is allowed in DELETE statements.");
    }
  }
}
