package dev.stator.gateway.operation;

import dev.stator.core.expression.Condition;
import dev.stator.gateway.json.Structure;
import org.jspecify.annotations.Nullable;

/** Reads the condition of PutItem and DeleteItem, in the older or the newer form. */
final class WriteConditions {
  private WriteConditions() {}

  /** The condition, null when the write is unconditional. */
  static @Nullable Condition read(Structure request) {
    Condition expected = LegacyConditions.expected(request);
    if (!request.has("ConditionExpression")) {
      return expected;
    }
    ExpressionParameters expressions = ExpressionParameters.read(request);
    Condition condition = expressions.condition();
    expressions.checkUsed();
    return condition;
  }
}
