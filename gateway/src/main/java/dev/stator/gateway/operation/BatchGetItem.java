package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.GetRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.model.Limits;
import dev.stator.core.model.TableSchema;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads up to 100 items by their keys, of one or several tables. */
final class BatchGetItem implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(List.of("ProjectionExpression"), List.of("AttributesToGet"));

  @Override
  public String name() {
    return "BatchGetItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    List<TableKeys> batch = read(request);
    List<Table> tables = new ArrayList<>(batch.size());
    for (TableKeys keys : batch) {
      Table table = TableLookup.find(exchange, keys.tableName);
      check(table.definition().schema(), keys);
      tables.add(table);
    }
    BatchReads reads = new BatchReads(exchange, batch, CapacityDetail.of(request));
    for (int i = 0; i < batch.size(); i++) {
      TableKeys keys = batch.get(i);
      for (int k = 0; k < keys.keys.size(); k++) {
        exchange
            .session()
            .get(command(tables.get(i), keys, k), exchange.guard(reads.handler(i, k)));
      }
    }
  }

  /**
   * The keys to read of one table.
   *
   * @param request the parameters that go with the keys
   * @param copies the keys, valid beyond this request's reading
   */
  record TableKeys(
      String tableName,
      Structure request,
      List<AttributeMap> keys,
      List<Slice> copies,
      @Nullable ItemProjection projection) {
    boolean consistent() {
      return request.isTrue("ConsistentRead");
    }
  }

  private static List<TableKeys> read(Structure request) {
    ConstraintChecker.check(request);
    List<TableKeys> batch = new ArrayList<>();
    Map<String, Structure> items = request.structureMap("RequestItems");
    if (items != null) {
      checkCount(items);
      checkStyles(items);
      items.forEach((table, keys) -> batch.add(read(table, keys)));
    }
    return batch;
  }

  /** Constraints of the model hold for each table; this one for all together. */
  private static void checkCount(Map<String, Structure> items) {
    int count = 0;
    for (Structure table : items.values()) {
      List<AttributeMap> keys = table.attributesList("Keys");
      count += keys == null ? 0 : keys.size();
    }
    if (count > Limits.MAX_BATCH_GET_ITEMS) {
      throw RequestException.validation("Too many items requested for the BatchGetItem call");
    }
  }

  /** Refuses both styles of projection, also when they are in the parameters of two tables. */
  private static void checkStyles(Map<String, Structure> items) {
    Structure expression = null;
    Structure names = null;
    for (Structure keys : items.values()) {
      STYLES.check(keys);
      expression = keys.has("ProjectionExpression") ? keys : expression;
      names = keys.has("AttributesToGet") ? keys : names;
    }
    if (expression != null && names != null) {
      throw ParameterStyles.mixed(List.of("AttributesToGet"), List.of("ProjectionExpression"));
    }
  }

  private static TableKeys read(String tableName, Structure request) {
    ItemProjection projection = GetItem.projection(request);
    List<AttributeMap> given = request.attributesList("Keys");
    List<AttributeMap> keys = given == null ? List.of() : given;
    List<Slice> copies = new ArrayList<>(keys.size());
    for (AttributeMap key : keys) {
      RequestChecks.refuse(key.problem());
      copies.add(key.item().copy());
    }
    BatchKeys.checkDistinct(keys);
    return new TableKeys(tableName, request, keys, copies, projection);
  }

  private static void check(TableSchema schema, TableKeys keys) {
    for (AttributeMap key : keys.keys) {
      KeyChecks.key(schema.keys(), key);
    }
    KeyPathChecks.check(schema, keys.projection);
  }

  private static GetRequest command(Table table, TableKeys keys, int index) {
    return new GetRequest(table, keys.keys.get(index).item(), keys.projection, keys.consistent());
  }
}
