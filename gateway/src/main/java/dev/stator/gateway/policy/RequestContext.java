package dev.stator.gateway.policy;

import java.util.List;

/** What conditions see of a request. */
public interface RequestContext {
  /** The values of a key, none if the request has it not. */
  List<String> values(ConditionKey key);

  /** The name of the user who sent it. */
  String user();
}
