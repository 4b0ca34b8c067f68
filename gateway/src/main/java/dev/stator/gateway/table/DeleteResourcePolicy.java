package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import org.jspecify.annotations.Nullable;

/** Takes a table its policy; one without a policy stays as it is. */
final class DeleteResourcePolicy implements Operation {
  @Override
  public String name() {
    return "DeleteResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Table table = PolicyHolder.table(request, exchange);
    String name = table.definition().name();
    @Nullable ResourcePolicy before = table.definition().options().resourcePolicy();
    exchange.await(
        exchange
            .engine()
            .changeOptions(
                name,
                options -> {
                  PolicyHolder.checkRevision(request, name, options);
                  return options.withResourcePolicy(null);
                }),
        changed -> PolicyHolder.answer(exchange, before, false));
  }
}
