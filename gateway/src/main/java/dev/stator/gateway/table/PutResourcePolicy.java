package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ResourcePolicy;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.policy.PolicyDocument;
import dev.stator.gateway.policy.PolicyException;
import java.util.UUID;

/** Gives a table a policy in place of the one it has. */
final class PutResourcePolicy implements Operation {
  @Override
  public String name() {
    return "PutResourcePolicy";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Table table = PolicyHolder.table(request, exchange);
    String name = table.definition().name();
    String document = request.requiredString("Policy");
    check(document);
    exchange.await(
        exchange
            .engine()
            .changeOptions(
                name,
                options -> {
                  PolicyHolder.checkRevision(request, name, options);
                  return withPolicy(options, document);
                }),
        changed ->
            PolicyHolder.answer(exchange, changed.definition().options().resourcePolicy(), false));
  }

  private static void check(String document) {
    try {
      PolicyDocument.ofResource(document);
    } catch (PolicyException notUnderstood) {
      throw RequestException.validation("Invalid policy document: " + notUnderstood.getMessage());
    }
  }

  /** The same document again changes nothing, not even the revision. */
  private static TableOptions withPolicy(TableOptions options, String document) {
    ResourcePolicy present = options.resourcePolicy();
    return present != null && present.document().equals(document)
        ? options
        : options.withResourcePolicy(new ResourcePolicy(document, UUID.randomUUID().toString()));
  }
}
