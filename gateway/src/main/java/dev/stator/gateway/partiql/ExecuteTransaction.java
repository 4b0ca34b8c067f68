package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.Images;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.TransactionRequest;
import dev.stator.core.engine.WriteRequest;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.CancellationReasons;
import dev.stator.gateway.operation.CapacityDetail;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Items;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.operation.TransactionCapacity;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Carries out up to 100 statements, each about one item: all of them or none. */
final class ExecuteTransaction implements Operation {
  @Override
  public String name() {
    return "ExecuteTransaction";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    TransactionStatements statements = TransactionStatements.read(statements(request));
    TransactionCapacity capacity = new TransactionCapacity(CapacityDetail.of(request));
    List<Table> tables = new ArrayList<>();
    for (Command command : statements.commands()) {
      Table table = TableLookup.find(exchange, command.tableName());
      tables.add(table);
      capacity.add(command.tableName(), table.definition().schema());
    }
    if (statements.reading()) {
      read(exchange, statements, tables, capacity);
    } else {
      write(exchange, request, statements, tables, capacity);
    }
  }

  private static void read(
      Exchange exchange,
      TransactionStatements statements,
      List<Table> tables,
      TransactionCapacity capacity) {
    List<ReadPlan> plans = new ArrayList<>();
    List<GetRequest> reads = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      ReadPlan plan = statements.planRead(i, tables.get(i));
      Slice key = plan.key();
      if (key == null) {
        throw new IllegalStateException("a read of a transaction without key");
      }
      plans.add(plan);
      reads.add(new GetRequest(tables.get(i), key, plan.columns().attributes()));
    }
    exchange
        .session()
        .transactGet(reads, exchange.guard(reply -> answerReads(exchange, plans, capacity, reply)));
  }

  private static void answerReads(
      Exchange exchange, List<ReadPlan> plans, TransactionCapacity capacity, Reply reply) {
    if (hasFailed(exchange, reply)) {
      return;
    }
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Responses");
      for (int i = 0; i < plans.size(); i++) {
        json.writeStartObject();
        Slice item = reply.parts().get(i).item();
        if (item != null) {
          Items.writeProperty(json, "Item", plans.get(i).columns().of(item));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      capacity.writeReads(json, reply);
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void write(
      Exchange exchange,
      Structure request,
      TransactionStatements statements,
      List<Table> tables,
      TransactionCapacity capacity) {
    List<WritePlan> plans = new ArrayList<>();
    Reply refusals = new Reply();
    for (int i = 0; i < tables.size(); i++) {
      int index = i;
      CancellationReasons.collect(
          refusals, i, () -> plans.add(statements.planWrite(index, tables.get(index))));
    }
    if (refusals.error() != null) {
      CancellationReasons.fail(exchange, refusals);
      return;
    }
    List<WriteRequest> writes = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      writes.add(plans.get(i).request(images(request, i)));
    }
    exchange
        .session()
        .transactWrite(
            new TransactionRequest(writes, request.string("ClientRequestToken")),
            exchange.guard(reply -> answerWrites(exchange, plans, capacity, reply)));
  }

  private static int images(Structure request, int index) {
    Structure statement = statements(request).get(index);
    return "ALL_OLD".equals(statement.string("ReturnValuesOnConditionCheckFailure"))
        ? Images.ON_FAILURE
        : Images.NONE;
  }

  private static void answerWrites(
      Exchange exchange, List<WritePlan> plans, TransactionCapacity capacity, Reply reply) {
    for (int i = 0; i < reply.parts().size(); i++) {
      Reply part = reply.parts().get(i);
      if (part.error() == ErrorCode.CONDITIONAL_CHECK_FAILED
          && plans.get(i) instanceof WritePlan.Put) {
        part.refuse(ErrorCode.DUPLICATE_ITEM, Refusals.DUPLICATE_ITEM);
      }
    }
    if (hasFailed(exchange, reply)) {
      return;
    }
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Responses");
      for (int i = 0; i < plans.size(); i++) {
        json.writeStartObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      capacity.writeWrites(json, reply);
      json.writeEndObject();
    }
    exchange.ok();
  }

  /** Answers a failure of the whole; false when there is none. */
  private static boolean hasFailed(Exchange exchange, Reply reply) {
    ErrorCode error = reply.error();
    if (error == ErrorCode.TRANSACTION_CANCELED) {
      CancellationReasons.fail(exchange, reply);
    } else if (error != null) {
      exchange.fail(reply);
    }
    return error != null;
  }

  private static List<Structure> statements(Structure request) {
    List<Structure> given = request.structures("TransactStatements");
    return given == null ? List.of() : given;
  }
}
