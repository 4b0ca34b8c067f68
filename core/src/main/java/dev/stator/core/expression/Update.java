package dev.stator.core.expression;

import java.util.List;

/**
 * The changes of one UpdateItem, whose paths neither overlap nor conflict.
 *
 * @param legacy true when the actions come from {@code AttributeUpdates}: then ADD appends to lists
 *     and refusals have the older messages
 */
public record Update(List<UpdateAction> actions, boolean legacy) {
  public Update {
    actions = List.copyOf(actions);
  }

  /** The changes of an update expression. */
  public Update(List<UpdateAction> actions) {
    this(actions, false);
  }
}
