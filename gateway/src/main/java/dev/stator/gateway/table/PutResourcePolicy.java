package dev.stator.gateway.table;

import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Gives a table or stream a policy in place of the one it has. */
final class PutResourcePolicy implements Operation {
  @Override
  public String name() {
    return "PutResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    PolicyHolder holder = PolicyHolder.of(request, exchange);
    ResourcePolicy given = holder.read(request.requiredString("Policy"));
    exchange.await(
        holder.change(
            exchange.engine(),
            present -> {
              PolicyRevision.check(request, holder.description(), present);
              boolean same = present != null && present.document().equals(given.document());
              return same ? present : given; // not even the revision changes then
            }),
        changed -> PolicyRevision.answer(exchange, changed.policy(), false));
  }
}
