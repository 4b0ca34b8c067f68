package dev.stator.gateway.table;

import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Tells the policy of a table. */
final class GetResourcePolicy implements Operation {
  @Override
  public String name() {
    return "GetResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ResourcePolicy policy =
        PolicyHolder.table(request, exchange).definition().options().resourcePolicy();
    if (policy == null) {
      throw PolicyHolder.notFound(request.requiredString("ResourceArn"));
    }
    PolicyHolder.answer(exchange, policy, true);
  }
}
