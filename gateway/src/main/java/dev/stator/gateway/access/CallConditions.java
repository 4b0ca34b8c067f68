package dev.stator.gateway.access;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.policy.ConditionKey;
import dev.stator.gateway.policy.RequestContext;
import java.time.Instant;
import java.util.List;

/** What conditions see of one access of a call. */
record CallConditions(Call call, Access access, Instant now) implements RequestContext {

  @Override
  public List<String> values(ConditionKey key) {
    return switch (key) {
      case LEADING_KEYS, ATTRIBUTES, SELECT, RETURN_VALUES -> access.items().values(key);
      case RETURN_CONSUMED_CAPACITY -> returnConsumedCapacity(call.request());
      case ENCLOSING_OPERATION ->
          access.action().endsWith(":" + call.operation()) ? List.of() : List.of(call.operation());
      case SOURCE_IP -> List.of(call.origin().address());
      case CURRENT_TIME, EPOCH_TIME -> List.of(Long.toString(now.getEpochSecond()));
      case SECURE_TRANSPORT -> List.of(Boolean.toString(call.origin().secure()));
      case USER_NAME -> List.of(user());
    };
  }

  @Override
  public String user() {
    return call.key().user();
  }

  private static List<String> returnConsumedCapacity(Structure request) {
    String member = "ReturnConsumedCapacity";
    if (request.shape().indexOf(member) < 0) {
      return List.of();
    }
    String given = request.string(member);
    return List.of(given == null ? "NONE" : given);
  }
}
