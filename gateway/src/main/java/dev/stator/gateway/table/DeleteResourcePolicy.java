package dev.stator.gateway.table;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Takes a table or stream its policy; one without a policy stays as it is. */
final class DeleteResourcePolicy implements Operation {
  @Override
  public String name() {
    return "DeleteResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    PolicyHolder holder = PolicyHolder.of(request, exchange);
    exchange.await(
        holder.change(
            exchange.engine(),
            present -> {
              PolicyRevision.check(request, holder.description(), present);
              return null;
            }),
        changed -> PolicyRevision.answer(exchange, holder.policy(), false));
  }
}
