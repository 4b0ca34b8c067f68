package dev.stator.gateway.table;

import dev.stator.core.model.ResourcePolicy;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;

/** Tells the policy of a table or stream. */
final class GetResourcePolicy implements Operation {
  @Override
  public String name() {
    return "GetResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ResourcePolicy policy = PolicyHolder.of(request, exchange).policy();
    if (policy == null) {
      throw PolicyRevision.notFound(request.requiredString("ResourceArn"));
    }
    PolicyRevision.answer(exchange, policy, true);
  }
}
