package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.Table;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.CapacityDetail;
import dev.stator.gateway.operation.ConsumedCapacity;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Items;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.TableLookup;
import dev.stator.gateway.partiql.NextToken.Place;
import dev.stator.gateway.partiql.PageExecution.ReadOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Carries out one statement: a SELECT page by page, or a write to one item. */
final class ExecuteStatement implements Operation {
  @Override
  public String name() {
    return "ExecuteStatement";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    List<Slice> parameters = CommandReader.parameters(request);
    String statement = request.requiredString("Statement");
    Command command = CommandReader.read(statement, parameters);
    if (command instanceof Command.Check) {
      throw RequestException.validation(
          "EXISTS can only be used in ExecuteTransaction write requests.");
    }
    Table table = TableLookup.find(exchange, command.tableName());
    if (command instanceof Command.Read read) {
      select(request, exchange, table, read, new NextToken(statement, parameters));
    } else {
      write(request, exchange, Planner.write(table, command));
    }
  }

  private static void select(
      Structure request, Exchange exchange, Table table, Command.Read read, NextToken tokens) {
    ReadOptions options = options(request);
    ReadPlan plan = ReadPlanner.plan(table, read, options.consistent());
    String token = request.string("NextToken");
    Slice key = plan.key();
    if (key == null) {
      Place place = token == null ? null : tokens.decode(plan, token);
      new PageExecution(exchange, plan, options, tokens).start(place);
      return;
    }
    refuseToken(token);
    ConsumedCapacity capacity = new ConsumedCapacity(plan.tableName());
    new ItemExecution(exchange, capacity, false)
        .read(
            plan,
            key,
            options.consistent(),
            result -> answer(exchange, result, options.capacity(), capacity));
  }

  private static ReadOptions options(Structure request) {
    Integer limit = request.integer("Limit");
    return new ReadOptions(
        limit == null ? Integer.MAX_VALUE : limit,
        request.isTrue("ConsistentRead"),
        CapacityDetail.of(request));
  }

  private static void write(Structure request, Exchange exchange, WritePlan plan) {
    refuseToken(request.string("NextToken"));
    CapacityDetail detail = CapacityDetail.of(request);
    ConsumedCapacity capacity = new ConsumedCapacity(plan.tableName());
    boolean onFailure = "ALL_OLD".equals(request.string("ReturnValuesOnConditionCheckFailure"));
    new ItemExecution(exchange, detail == CapacityDetail.NONE ? null : capacity, onFailure)
        .write(plan, result -> answer(exchange, result, detail, capacity));
  }

  private static void refuseToken(@Nullable String token) {
    if (token != null) {
      throw NextToken.mismatch();
    }
  }

  private static void answer(
      Exchange exchange, ItemResult result, CapacityDetail detail, ConsumedCapacity capacity) {
    ErrorCode error = result.error();
    if (error != null) {
      fail(exchange, error, result);
      return;
    }
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Items");
      Slice item = result.item();
      if (item != null) {
        Items.write(json, item);
      }
      json.writeEndArray();
      if (detail != CapacityDetail.NONE) {
        json.writeName("ConsumedCapacity");
        capacity.write(json, detail);
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void fail(Exchange exchange, ErrorCode error, ItemResult result) {
    Slice item = result.item();
    if (result.throttle() != null) {
      exchange.fail(result.throttle());
    } else if (item == null) {
      exchange.fail(error, result.message());
    } else {
      exchange.fail(error, result.message(), json -> Items.writeProperty(json, "Item", item));
    }
  }
}
