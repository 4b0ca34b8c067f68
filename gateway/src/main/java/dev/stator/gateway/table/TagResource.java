package dev.stator.gateway.table;

import dev.stator.core.error.RequestException;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives a table tags, in place of those with the same keys. */
final class TagResource implements Operation {
  @Override
  public String name() {
    return "TagResource";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    TaggedTable.requireArn(name(), request);
    List<Structure> requested = request.structures("Tags");
    if (requested != null) {
      ConstraintChecker.check(request);
    }
    TaggedTable table = TaggedTable.of(request);
    if (requested == null || requested.isEmpty()) {
      throw RequestException.validation("Atleast one Tag needs to be provided as Input.");
    }
    Map<String, String> tags = TagRules.read(requested);
    exchange.await(
        exchange
            .engine()
            .changeOptions(
                table.requireExists(exchange).name(), options -> withTags(options, tags)),
        changed -> exchange.ok());
  }

  private static TableOptions withTags(TableOptions options, Map<String, String> added) {
    Map<String, String> tags = new HashMap<>(options.tags());
    tags.putAll(added);
    TagRules.requireCount(tags);
    return options.withTags(tags);
  }
}
