package dev.stator.gateway.operation;

import dev.stator.core.engine.ScanRequest;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a table or index, or a segment of it, page by page. */
final class Scan implements Operation {
  private static final ParameterStyles STYLES =
      new ParameterStyles(
          List.of("ProjectionExpression", "FilterExpression"),
          List.of("AttributesToGet", "ScanFilter", "ConditionalOperator"));

  @Override
  public String name() {
    return "Scan";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    Parameters parameters = read(request);
    Table table = TableLookup.find(exchange, parameters.page.tableName());
    PageSource source = PageSource.of(table, parameters.page.indexName());
    check(source, parameters);
    PageAnswer answer = new PageAnswer(source, parameters.page);
    exchange
        .session()
        .scan(command(source, parameters), exchange.guard(reply -> answer.write(exchange, reply)));
  }

  private record Parameters(PageParameters page, int segment, int totalSegments) {}

  private static Parameters read(Structure request) {
    ConstraintChecker.check(request);
    STYLES.check(request);
    ItemProjection projection = ExpressionParameters.attributesToGet(request);
    Condition filter =
        LegacyConditions.join(
            LegacyConditions.filter(request, "ScanFilter"), LegacyConditions.isOr(request));
    PageParameters.checkStartKey(request);
    checkSegments(request.integer("Segment"), request.integer("TotalSegments"));
    if (STYLES.hasExpression(request)) {
      ExpressionParameters expressions = ExpressionParameters.read(request);
      filter = expressions.filter();
      projection = expressions.projection();
      expressions.checkUsed();
    }
    Integer segment = request.integer("Segment");
    Integer totalSegments = request.integer("TotalSegments");
    return new Parameters(
        PageParameters.read(request, projection, filter),
        segment == null ? 0 : segment,
        totalSegments == null ? 1 : totalSegments);
  }

  private static void checkSegments(@Nullable Integer segment, @Nullable Integer totalSegments) {
    if (segment != null && totalSegments == null) {
      throw RequestException.validation(
          "The TotalSegments parameter is required but was not present in the request when Segment"
              + " parameter is present");
    }
    if (segment == null && totalSegments != null) {
      throw RequestException.validation(
          "The Segment parameter is required but was not present in the request when parameter"
              + " TotalSegments is present");
    }
    if (segment != null && totalSegments != null && segment >= totalSegments) {
      throw RequestException.validation(
          "The Segment parameter is zero-based and must be less than parameter TotalSegments:"
              + " Segment: "
              + segment
              + " is not less than TotalSegments: "
              + totalSegments);
    }
  }

  private static void check(PageSource source, Parameters parameters) {
    PageParameters page = parameters.page;
    page.checkConsistency(source);
    AttributeMap startKey = page.startKey();
    if (startKey != null) {
      StartKeyChecks.keyForScan(source, startKey);
    }
    page.checkSelect(source);
    if (startKey != null) {
      StartKeyChecks.tableKey(source.table().keys(), startKey);
      StartKeyChecks.withinSegment(source, parameters.segment, parameters.totalSegments, startKey);
    }
    page.checkProjection(source);
    page.checkFilter(source);
  }

  private static ScanRequest command(PageSource source, Parameters parameters) {
    return new ScanRequest(
        source.table(),
        source.index(),
        parameters.segment,
        parameters.totalSegments,
        parameters.page.command(source, true));
  }
}
