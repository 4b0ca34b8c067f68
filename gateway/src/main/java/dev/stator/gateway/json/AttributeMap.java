package dev.stator.gateway.json;

import dev.stator.core.codec.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An item, a key or another map of attribute values, encoded as an item.
 *
 * @param item valid until the reader reads the next request; not to be used if there is a problem
 * @param count attributes in it
 * @param problem the message of the first value that is not valid, null if all are
 * @param problemName the attribute in which it is
 * @param names of all attributes if there is a problem, in the order of the request; else empty,
 *     since the item has them
 */
public record AttributeMap(
    Slice item,
    int count,
    @Nullable String problem,
    @Nullable String problemName,
    List<String> names) {

  public boolean isEmpty() {
    return count == 0;
  }

  /** The same for as long as one likes. */
  AttributeMap copy() {
    return new AttributeMap(item.copy(), count, problem, problemName, names);
  }

  /** The problem as it is told when this map is ExpressionAttributeValues. */
  public @Nullable String problemInExpressionValues() {
    if (problem == null || problem.equals(ValueProblem.NULL_FALSE)) {
      return problem;
    }
    return "ExpressionAttributeValues contains invalid value: "
        + problem
        + " for key "
        + problemName;
  }
}
