package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.KeyCondition;
import dev.stator.gateway.operation.PageSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a SELECT is read.
 *
 * @param tableName as the statement names the table
 * @param key the whole key when the statement names one item and asks nothing else of it
 * @param steps queries or a scan, one behind the other; none when nothing can meet the statement
 * @param forward ascending by sort key
 * @param wholeItems of a local index: its entries do not hold all columns
 */
record ReadPlan(
    String tableName,
    PageSource source,
    Columns columns,
    @Nullable Slice key,
    List<Step> steps,
    boolean forward,
    boolean wholeItems) {
  /**
   * @param keys what a query reads, null for a scan
   */
  record Step(@Nullable KeyCondition keys, @Nullable Condition filter) {}

  ReadPlan {
    steps = List.copyOf(steps);
  }
}
