package dev.stator.gateway.table;

import dev.stator.core.model.TableDefinition;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Adds a table to the catalog. */
final class CreateTable implements Operation {
  private final ChangeLimits limits;

  CreateTable(ChangeLimits limits) {
    this.limits = limits;
  }

  @Override
  public String name() {
    return "CreateTable";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    TableDefinition definition = DefinitionReader.read(request);
    if (limits == ChangeLimits.SERVICE) {
      QuotaLimit.check(exchange.engine(), definition);
    }
    exchange.await(
        exchange.engine().createTable(definition),
        table -> TableDescriptionWriter.answer(exchange, "TableDescription", table));
  }
}
