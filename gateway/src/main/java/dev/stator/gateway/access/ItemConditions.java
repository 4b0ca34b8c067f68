package dev.stator.gateway.access;

import dev.stator.gateway.policy.ConditionKey;
import java.util.List;

/** What conditions can ask of the items that an access is to; worked out only when asked for. */
interface ItemConditions {
  /** Of what is no access to items. */
  ItemConditions NONE = key -> List.of();

  List<String> values(ConditionKey key);
}
