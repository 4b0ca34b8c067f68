package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.CapacityDetail;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out up to 25 statements, each about one item and each on its own: what is wrong with one
 * is told in its place of the answer.
 */
final class BatchExecuteStatement implements Operation {
  @Override
  public String name() {
    return "BatchExecuteStatement";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    List<Structure> given = request.structures("Statements");
    List<Member> members = new ArrayList<>();
    for (Structure statement : given == null ? List.<Structure>of() : given) {
      members.add(read(statement));
    }
    refuseMix(members);
    BatchAnswer answer = new BatchAnswer(exchange, members.size(), CapacityDetail.of(request));
    for (int i = 0; i < members.size(); i++) {
      start(exchange, members.get(i), i, answer);
    }
  }

  /**
   * @param command null when the statement is refused
   */
  private record Member(
      Structure request, @Nullable Command command, @Nullable RequestException refusal) {}

  private static Member read(Structure statement) {
    try {
      Command command = CommandReader.read(statement);
      if (command instanceof Command.Check) {
        throw RequestException.validation(
            "EXISTS can only be used in ExecuteTransaction write requests.");
      }
      return new Member(statement, command, null);
    } catch (RequestException refusal) {
      return new Member(statement, null, refusal);
    }
  }

  private static void refuseMix(List<Member> members) {
    boolean reads = false;
    boolean writes = false;
    for (Member member : members) {
      Command command = member.command;
      if (command != null) {
        reads |= command.isRead();
        writes |= !command.isRead();
      }
    }
    if (reads && writes) {
      throw RequestException.validation(
          "Read and write requests together in the same batch is not supported.");
    }
  }

  private static void start(Exchange exchange, Member member, int index, BatchAnswer answer) {
    Command command = member.command;
    RequestException refusal = member.refusal;
    if (command != null) {
      try {
        Table table = TableLookup.find(exchange, command.tableName());
        start(exchange, member.request, table, command, index, answer);
        return;
      } catch (RequestException refused) {
        refusal = refused;
      }
    }
    ErrorCode code = refusal == null ? ErrorCode.INTERNAL_SERVER_ERROR : refusal.code();
    String message = refusal == null ? "" : refusal.getMessage();
    answer.put(index, null, ItemResult.failed(code, message));
  }

  private static void start(
      Exchange exchange,
      Structure request,
      Table table,
      Command command,
      int index,
      BatchAnswer answer) {
    if (command instanceof Command.Read read) {
      boolean consistent = request.isTrue("ConsistentRead");
      ReadPlan plan = ReadPlanner.plan(table, read, consistent);
      Slice key = plan.key();
      if (key == null) {
        throw RequestException.validation(
            "Select statements within BatchExecuteStatement must specify the primary key in the"
                + " where clause.");
      }
      new ItemExecution(exchange, answer.capacityOf(read.tableName()), false)
          .read(plan, key, consistent, result -> answer.put(index, read.tableName(), result));
    } else {
      WritePlan plan = Planner.write(table, command);
      boolean onFailure = "ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure"));
      new ItemExecution(exchange, answer.capacityOf(plan.tableName()), onFailure)
          .write(plan, result -> answer.put(index, plan.tableName(), result));
    }
  }
}
