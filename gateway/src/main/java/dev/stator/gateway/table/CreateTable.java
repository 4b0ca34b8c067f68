package dev.stator.gateway.table;

import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Adds a table to the catalog. */
final class CreateTable implements Operation {
  @Override
  public String name() {
    return "CreateTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    exchange.await(
        exchange.engine().createTable(DefinitionReader.read(request)),
        table -> TableDescriptionWriter.answer(exchange, "TableDescription", table));
  }
}
