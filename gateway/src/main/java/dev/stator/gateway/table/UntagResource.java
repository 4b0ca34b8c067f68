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

/** Takes tags from a table; those it has not are ignored. */
final class UntagResource implements Operation {
  @Override
  public String name() {
    return "UntagResource";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    TaggedTable.requireArn(name(), request);
    List<String> keys = request.strings("TagKeys");
    if (keys != null) {
      ConstraintChecker.check(request);
    }
    TaggedTable table = TaggedTable.of(request);
    if (keys == null || keys.isEmpty()) {
      throw RequestException.validation("Atleast one Tag Key needs to be provided as Input.");
    }
    exchange.await(
        exchange
            .engine()
            .changeOptions(
                table.requireExists(exchange).name(), options -> withoutTags(options, keys)),
        changed -> exchange.ok());
  }

  private static TableOptions withoutTags(TableOptions options, List<String> keys) {
    Map<String, String> tags = new HashMap<>(options.tags());
    keys.forEach(tags::remove);
    return options.withTags(tags);
  }
}
