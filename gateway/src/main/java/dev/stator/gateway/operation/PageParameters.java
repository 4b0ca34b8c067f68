package dev.stator.gateway.operation;

import dev.stator.core.engine.PageRequest;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ItemProjection;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.Structure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Query and Scan have in common in their parameters.
 *
 * @param limit how many items may be evaluated
 * @param startKey where a page before ended
 */
record PageParameters(
    String tableName,
    @Nullable String indexName,
    Select select,
    @Nullable ItemProjection projection,
    @Nullable Condition filter,
    int limit,
    @Nullable AttributeMap startKey,
    boolean consistent,
    CapacityDetail capacity) {
  private static final String STARTING_KEY = "The provided starting key is invalid: ";

  /** What problems of a start key are told without {@link #STARTING_KEY} before them. */
  private static final List<String> TOLD_BARE =
      List.of(
          "contains duplicates",
          "number set",
          "numeric value",
          "significant digits",
          "number with magnitude");

  static PageParameters read(
      Structure request, @Nullable ItemProjection projection, @Nullable Condition filter) {
    Integer limit = request.integer("Limit");
    return new PageParameters(
        request.requiredString("TableName"),
        request.string("IndexName"),
        Select.read(request),
        projection,
        filter,
        limit == null ? Integer.MAX_VALUE : limit,
        request.attributes("ExclusiveStartKey"),
        request.isTrue("ConsistentRead"),
        CapacityDetail.of(request));
  }

  /** Refuses a start key with values that are not valid. */
  static void checkStartKey(Structure request) {
    AttributeMap startKey = request.attributes("ExclusiveStartKey");
    String problem = startKey == null ? null : startKey.problem();
    if (problem != null) {
      boolean bare = TOLD_BARE.stream().anyMatch(problem::contains);
      throw RequestException.validation(bare ? problem : STARTING_KEY + problem);
    }
  }

  /** Refuses strongly consistent reads where there are none. */
  void checkConsistency(PageSource source) {
    if (consistent && source.kind() == PageSource.Kind.GLOBAL_INDEX) {
      throw RequestException.validation(
          "Consistent reads are not supported on global secondary indexes");
    }
  }

  /** Refuses whole items of a global index that does not hold them. */
  void checkSelect(PageSource source) {
    if (select == Select.ALL_ATTRIBUTES
        && source.kind() == PageSource.Kind.GLOBAL_INDEX
        && !source.holdsEverything()) {
      throw RequestException.validation(
          "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported"
              + " for global secondary index "
              + source.index()
              + " because its projection type is not ALL");
    }
  }

  /** Refuses attributes that a global index does not hold, and paths into keys. */
  void checkProjection(PageSource source) {
    KeyPathChecks.check(source.table().definition().schema(), projection);
    if (source.kind() == PageSource.Kind.GLOBAL_INDEX) {
      List<String> notHeld = source.notHeld(projection);
      if (!notHeld.isEmpty()) {
        throw RequestException.validation(
            "One or more parameter values were invalid: Global secondary index "
                + source.index()
                + " does not project ["
                + String.join(", ", notHeld)
                + "]");
      }
    }
  }

  /** Refuses paths into keys. */
  void checkFilter(PageSource source) {
    KeyPathChecks.check(source.table().definition().schema(), filter);
  }

  /**
   * The page to ask the engine for.
   *
   * @param limited false when no page can follow this one
   */
  PageRequest command(PageSource source, boolean limited) {
    return new PageRequest(
        limited ? limit : Integer.MAX_VALUE,
        startKey == null ? null : startKey.item(),
        filter,
        projection,
        source.kind() == PageSource.Kind.LOCAL_INDEX && needsTable(source),
        select == Select.COUNT,
        consistent);
  }

  /** Whether a local index has to fetch items from the table for this. */
  private boolean needsTable(PageSource source) {
    return (select == Select.ALL_ATTRIBUTES && !source.holdsEverything())
        || !source.notHeld(projection).isEmpty();
  }
}
