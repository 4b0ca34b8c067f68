package dev.stator.gateway.operation;

import dev.stator.core.engine.Table;
import dev.stator.core.engine.TransactionRequest;
import dev.stator.core.engine.WriteRequest;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;

/** Puts, updates, deletes and checks up to 100 items, all of it or nothing. */
final class TransactWriteItems implements Operation {
  private static final String TOO_LARGE =
      "Transaction request size cannot exceed " + Limits.MAX_TRANSACTION_SIZE + " bytes";

  @Override
  public String name() {
    return "TransactWriteItems";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    List<TransactAction> actions = read(request);
    WriteOptions options = WriteOptions.readBatch(request);
    List<Table> tables = new ArrayList<>(actions.size());
    for (TransactAction action : actions) {
      tables.add(TableLookup.find(exchange, action.tableName()));
    }
    Reply refusals = check(actions, tables);
    if (refusals.error() != null) {
      CancellationReasons.fail(exchange, refusals);
      return;
    }
    List<WriteRequest> writes = new ArrayList<>(actions.size());
    TransactWriteAnswer answer = new TransactWriteAnswer(options);
    for (int i = 0; i < actions.size(); i++) {
      writes.add(actions.get(i).command(tables.get(i), options));
      answer.add(actions.get(i), tables.get(i).definition().schema());
    }
    exchange
        .session()
        .transactWrite(
            new TransactionRequest(writes, request.string("ClientRequestToken")),
            exchange.guard(reply -> answer.write(exchange, reply)));
  }

  private static List<TransactAction> read(Structure request) {
    ConstraintChecker.check(request);
    List<Structure> items = request.structures("TransactItems");
    List<TransactAction> actions = new ArrayList<>();
    long size = 0;
    if (items != null) {
      for (Structure item : items) {
        TransactAction action = TransactAction.read(item);
        actions.add(action);
        size += action.payloadSize();
      }
    }
    if (size > Limits.MAX_TRANSACTION_SIZE) {
      throw RequestException.validation(TOO_LARGE);
    }
    return actions;
  }

  /** What the schemas of the tables say: a reply with a part for each action if any is refused. */
  private static Reply check(List<TransactAction> actions, List<Table> tables) {
    Reply refusals = new Reply();
    for (int i = 0; i < actions.size(); i++) {
      TransactAction action = actions.get(i);
      Table table = tables.get(i);
      CancellationReasons.collect(refusals, i, () -> action.check(table.definition().schema()));
    }
    return refusals;
  }
}
