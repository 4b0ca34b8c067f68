package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.QueryRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.KeyConditionAnalyzer;
import dev.stator.core.expression.Path;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.expression.ReferencedPaths;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the items of one partition key, in the order of their sort keys, page by page. */
public final class Query implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(
          List.of("ProjectionExpression", "FilterExpression", "KeyConditionExpression"),
          List.of("AttributesToGet", "QueryFilter", "ConditionalOperator", "KeyConditions"));

  @Override
  public String name() {
    return "Query";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.page.tableName());
    PageSource source = PageSource.of(table, parameters.page.indexName());
    KeyCondition keys = check(source, parameters);
    PageAnswer answer = new PageAnswer(source, parameters.page);
    exchange
        .session()
        .query(
            command(source, parameters, keys),
            exchange.guard(reply -> answer.write(exchange, reply)));
  }

  /**
   * @param olderFilter whether the filter was a {@code QueryFilter}
   */
  private record Parameters(
      PageParameters page, KeyConditionAnalyzer keys, boolean olderFilter, boolean forward) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    Condition filter =
        LegacyConditions.join(
            LegacyConditions.filter(request, "QueryFilter"), LegacyConditions.isOr(request));
    boolean olderFilter = filter != null;
    ItemProjection projection = ExpressionParameters.attributesToGet(request);
    PageParameters.checkStartKey(request);
    if (!request.has("KeyConditions") && !request.has("KeyConditionExpression")) {
      throw RequestException.validation(
          "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
              + " request.");
    }
    Condition keyCondition = null;
    if (STYLES.hasExpression(request)) {
      ExpressionParameters expressions = ExpressionParameters.read(request);
      keyCondition = expressions.keyCondition();
      filter = filter == null ? expressions.filter() : filter;
      projection = projection == null ? expressions.projection() : projection;
      expressions.checkUsed();
    }
    return new Parameters(
        PageParameters.read(request, projection, filter),
        keys(request, keyCondition),
        olderFilter,
        !Boolean.FALSE.equals(request.bool("ScanIndexForward")));
  }

  /**
   * The values of the partition key that a request asks for, in the order of the key's attributes.
   *
   * @throws RequestException as the operation would refuse it
   */
  public static List<Slice> partitionKey(Structure request, KeySchema schema) {
    Condition expression =
        request.has("KeyConditionExpression")
            ? ExpressionParameters.read(request).keyCondition()
            : null;
    if (expression == null && !request.has("KeyConditions")) {
      return List.of(); // which the operation refuses
    }
    return keys(request, expression).resolve(schema).hashValues();
  }

  private static KeyConditionAnalyzer keys(Structure request, @Nullable Condition expression) {
    int maxAttributes =
        request.has("IndexName")
            ? KeyConditionAnalyzer.MAX_INDEX_KEY_ATTRIBUTES
            : KeyConditionAnalyzer.MAX_TABLE_KEY_ATTRIBUTES;
    if (expression != null) {
      return KeyConditionAnalyzer.ofExpression(expression, maxAttributes);
    }
    List<Condition> conditions = new ArrayList<>();
    for (LegacyCondition condition : LegacyConditions.keyConditions(request)) {
      conditions.add(condition.toCondition());
    }
    return KeyConditionAnalyzer.ofLegacy(conditions, maxAttributes);
  }

  private static KeyCondition check(PageSource source, Parameters parameters) {
    PageParameters page = parameters.page;
    page.checkConsistency(source);
    AttributeMap startKey = page.startKey();
    if (startKey != null) {
      StartKeyChecks.hashForQuery(source, startKey);
    }
    KeyCondition keys = parameters.keys.resolve(source.keys());
    checkSizes(keys);
    if (startKey != null) {
      StartKeyChecks.rangeForQuery(source, startKey);
      StartKeyChecks.tableKey(source.table().keys(), startKey);
      StartKeyChecks.withinQuery(source, keys, startKey);
    }
    if (page.filter() != null) {
      checkHeld(source, page.filter());
    }
    page.checkProjection(source);
    if (page.filter() != null) {
      checkFilter(source.keys(), page.filter(), parameters.olderFilter);
    }
    page.checkSelect(source);
    page.checkFilter(source);
    return keys;
  }

  /** Refuses values that are too long for a key. */
  static void checkSizes(KeyCondition keys) {
    for (Slice value : keys.hashValues()) {
      KeyChecks.hashSize(value, value.offset());
    }
    for (Slice value : keys.rangeEquals()) {
      KeyChecks.rangeSize(value, value.offset());
    }
    RangeTest test = keys.rangeTest();
    if (test != null) {
      KeyChecks.rangeSize(test.low(), test.low().offset());
      Slice high = test.high();
      if (high != null) {
        KeyChecks.rangeSize(high, high.offset());
      }
    }
  }

  /** Refuses filters on attributes that the index does not hold, of either kind of index. */
  private static void checkHeld(PageSource source, Condition filter) {
    List<String> notHeld = source.notHeld(ReferencedPaths.of(filter));
    if (!notHeld.isEmpty()) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Secondary index "
              + source.index()
              + " does not project one or more filter attributes: "
              + notHeld.stream().sorted().toList());
    }
  }

  /** Refuses filters on what the key condition already decides. */
  static void checkFilter(KeySchema schema, Condition filter, boolean older) {
    List<KeyAttribute> keys = new ArrayList<>(schema.hash());
    keys.addAll(schema.range());
    List<Path> paths = ReferencedPaths.of(filter);
    for (KeyAttribute key : keys) {
      for (Path path : paths) {
        if (path.head().text().equals(key.name())) {
          throw RequestException.validation(
              (older ? "QueryFilter" : "Filter Expression")
                  + " can only contain non-primary key attributes: Primary key attribute: "
                  + key.name());
        }
      }
    }
  }

  private static QueryRequest command(PageSource source, Parameters parameters, KeyCondition keys) {
    boolean limited = !StartKeyChecks.isOneRow(source, keys);
    return new QueryRequest(
        source.table(),
        source.index(),
        keys,
        parameters.forward,
        parameters.page.command(source, limited));
  }
}
