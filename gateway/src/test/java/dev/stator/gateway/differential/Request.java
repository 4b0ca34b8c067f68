package dev.stator.gateway.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One request: an operation and its body. */
public record Request(String operation, Map<String, Object> body) {
  @Override
  public String toString() {
    return operation + " " + Json.text(body);
  }

  /** The body without one of its members, or without one entry of a member. */
  List<Map<String, Object>> parts() {
    List<Map<String, Object>> parts = new ArrayList<>();
    for (Map.Entry<String, Object> member : body.entrySet()) {
      Map<String, Object> without = Json.asObject(Json.copy(body));
      without.remove(member.getKey());
      parts.add(without);
      if (member.getValue() instanceof Map<?, ?> entries && entries.size() > 1) {
        for (Object entry : entries.keySet()) {
          Map<String, Object> part = Json.asObject(Json.copy(body));
          Json.asObject(part.getOrDefault(member.getKey(), Map.of())).remove(entry);
          parts.add(part);
        }
      }
    }
    return parts;
  }
}
