package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a transaction: all read or all write, each one item of a table. What is wrong
 * with one is told with its place, for the transaction as a whole; what only its table tells comes
 * from the planners and is the reason to cancel the transaction.
 *
 * @param reading whether the transaction reads
 */
record TransactionStatements(List<Command> commands, boolean reading) {
  private static final String INDEX_READ =
      "Reads on indices are not supported within transactions.";

  TransactionStatements {
    commands = List.copyOf(commands);
  }

  /**
   * Reads the member TransactStatements.
   *
   * @throws RequestException when a statement is wrong, or reads and writes are mixed
   */
  static TransactionStatements read(List<Structure> statements) {
    List<List<Slice>> parameters = new ArrayList<>(statements.size());
    for (Structure statement : statements) {
      parameters.add(CommandReader.parameters(statement));
    }
    List<Command> commands = new ArrayList<>(statements.size());
    for (int i = 0; i < statements.size(); i++) {
      String text = statements.get(i).requiredString("Statement");
      commands.add(read(text, parameters.get(i), i));
    }
    return of(commands);
  }

  private static TransactionStatements of(List<Command> commands) {
    boolean reads = commands.stream().anyMatch(Command::isRead);
    boolean writes = commands.stream().anyMatch(command -> !command.isRead());
    if (reads && writes) {
      throw RequestException.validation(
          "ExecuteTransaction API does not support both read and write operations in the same"
              + " request.");
    }
    return new TransactionStatements(commands, reads);
  }

  private static Command read(String text, List<Slice> parameters, int index) {
    try {
      return CommandReader.read(text, parameters);
    } catch (RequestException refusal) {
      throw at(index, refusal.getMessage());
    }
  }

  /**
   * The read of one item that a statement is.
   *
   * @throws RequestException when it is another read
   */
  ReadPlan planRead(int index, Table table) {
    if (!(commands.get(index) instanceof Command.Read read)) {
      throw new IllegalStateException("a transaction of writes");
    }
    if (read.indexName() != null) {
      throw at(index, INDEX_READ);
    }
    ReadPlan plan;
    try {
      plan = ReadPlanner.plan(table, read, true);
    } catch (RequestException refusal) {
      throw at(index, refusal.getMessage());
    }
    if (plan.key() == null) {
      throw at(
          index,
          "Select statements within ExecuteTransaction must specify the primary key in the where"
              + " clause.");
    }
    return plan;
  }

  /**
   * The write to one item, or the condition on one, that a statement is.
   *
   * @throws RequestException when the table does not allow it: a reason to cancel
   */
  WritePlan planWrite(int index, Table table) {
    Command command = commands.get(index);
    if (command.returned() != null) {
      throw at(index, "RETURNING clause is not supported in ExecuteTransaction.");
    }
    if (!(command instanceof Command.Check(Command.Read read))) {
      return Planner.write(table, command);
    }
    if (read.indexName() != null) {
      throw at(index, INDEX_READ);
    }
    try {
      return Planner.write(table, command);
    } catch (RequestException refusal) {
      throw at(index, refusal.getMessage());
    }
  }

  private static RequestException at(int index, String message) {
    return RequestException.validation(
        "Validation failed in TransactStatements[" + index + "]: " + message);
  }
}
