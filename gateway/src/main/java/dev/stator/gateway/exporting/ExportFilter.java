package dev.stator.gateway.exporting;

import dev.stator.core.backup.KeyRange;
import dev.stator.core.codec.Slice;
import dev.stator.core.engine.KeyBounds;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ConditionEvaluator;
import dev.stator.core.expression.ItemProjection;
import dev.stator.core.expression.ItemProjector;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.model.KeySchema;
import dev.stator.gateway.operation.ItemSelection;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Which items an export has, and what of them; for one thread. */
final class ExportFilter {
  private final KeyRange keys;
  private final @Nullable Condition condition;
  private final @Nullable ItemProjection projection;
  private final ConditionEvaluator evaluator = new ConditionEvaluator();
  private final ItemProjector projector = new ItemProjector();

  /**
   * @param selection null for everything
   */
  ExportFilter(@Nullable ItemSelection selection, KeySchema schema) {
    KeyCondition keyCondition = selection == null ? null : selection.keys(schema);
    keys = keyCondition == null ? KeyRange.ALL : KeyBounds.ofSnapshot(keyCondition);
    condition = selection == null ? null : selection.filter();
    projection = selection == null ? null : selection.projection();
  }

  /** The keys of the items; the others need not be shown to {@link #includes}. */
  KeyRange keys() {
    return keys;
  }

  /** Whether an item with one of the keys is exported. */
  boolean includes(Slice item) {
    return condition == null
        || evaluator.test(condition, item.buffer(), item.offset(), item.length());
  }

  /**
   * What of an item is exported.
   *
   * @param out where it is written, unless it is the item itself
   */
  Slice partOf(Slice item, ExpandableArrayBuffer out) {
    return projection == null
        ? item
        : new Slice(
            out,
            0,
            projector.project(projection, item.buffer(), item.offset(), item.length(), out, 0));
  }
}
