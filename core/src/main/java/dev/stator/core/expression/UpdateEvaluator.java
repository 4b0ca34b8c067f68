package dev.stator.core.expression;

import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.UpdateAction.Add;
import dev.stator.core.expression.UpdateAction.Delete;
import dev.stator.core.expression.UpdateAction.Remove;
import dev.stator.core.expression.UpdateAction.Set;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Applies updates to encoded items. All values are computed from the item as it was, then the item
 * is written anew in one pass: untouched attributes keep their bytes and places, new ones follow
 * behind. Reused by one thread.
 */
public final class UpdateEvaluator {
  private static final String TYPE_MISMATCH =
      "An operand in the update expression has an incorrect data type";
  private static final String LEGACY_TYPE_MISMATCH = "Type mismatch for attribute to update";

  private final ValueComputer values = new ValueComputer();
  private final Outcomes outcomes = new Outcomes();
  private final AttributeRewriter attributes = new AttributeRewriter();

  /**
   * Writes the updated item.
   *
   * @param out expands or is large enough; not the buffer of the item
   * @return the length of the new item
   * @throws RequestException when the item does not fit the update; {@code out} holds nothing then
   */
  public int apply(
      Update update,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset) {
    return apply(update, item, offset, length, out, outOffset, false);
  }

  /** Like {@link #apply}, for an item that does not exist yet and has only its key. */
  public int applyToNew(
      Update update,
      DirectBuffer key,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset) {
    return apply(update, key, offset, length, out, outOffset, true);
  }

  private int apply(
      Update update,
      DirectBuffer item,
      int offset,
      int length,
      MutableDirectBuffer out,
      int outOffset,
      boolean isNew) {
    List<UpdateAction> actions = update.actions();
    outcomes.clear();
    values.begin(item, offset, length, update.legacy() ? LEGACY_TYPE_MISMATCH : TYPE_MISMATCH);
    boolean topLevel = true;
    for (int i = 0; i < actions.size(); i++) {
      UpdateAction action = actions.get(i);
      decide(action, update.legacy());
      topLevel &= action.path().isTopLevel();
    }
    if (topLevel) {
      return attributes.rewrite(actions, outcomes, item, offset, length, out, outOffset);
    }
    DocumentRewriter documents = new DocumentRewriter(actions, outcomes, item, out, isNew);
    return documents.members(offset, length, PathTree.of(paths(actions)), outOffset) - outOffset;
  }

  private void decide(UpdateAction action, boolean legacy) {
    switch (action) {
      case Set set -> {
        values.compute(set.value());
        put(set.path());
      }
      case Remove _ -> outcomes.remove();
      case Add add -> {
        values.add(add.path(), add.value(), legacy);
        put(add.path());
      }
      case Delete delete -> {
        if (!values.subtract(delete.path(), delete.value())) {
          outcomes.leave();
        } else if (values.nothingLeft()) {
          outcomes.remove();
        } else {
          put(delete.path());
        }
      }
    }
  }

  private void put(Path path) {
    int outerLevels = path.elements().size() - 1;
    if (outerLevels > 0
        && outerLevels + ValueScanner.depth(values.buffer(), values.offset())
            > ValueScanner.MAX_DEPTH) {
      throw RequestException.validation(
          "Nesting Levels have exceeded supported limits: "
              + "Attributes in the item have nested levels beyond supported limit");
    }
    outcomes.put(values.buffer(), values.offset(), values.length());
  }

  private static List<Path> paths(List<UpdateAction> actions) {
    List<Path> paths = new ArrayList<>(actions.size());
    for (UpdateAction action : actions) {
      paths.add(action.path());
    }
    return paths;
  }
}
