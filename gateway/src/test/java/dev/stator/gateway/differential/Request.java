package dev.stator.gateway.differential;

import java.util.Map;

/** One request: an operation and its body. */
public record Request(String operation, Map<String, Object> body) {
  @Override
  public String toString() {
    return operation + " " + Json.text(body);
  }
}
