package dev.stator.gateway.differential;

import java.util.Map;

/** What an endpoint answered: its status and its body as JSON. */
record Answer(int status, Map<String, Object> body) {
  boolean isOk() {
    return status == 200;
  }

  /** The error's name without its namespace, which is not the same everywhere, and its message. */
  String error() {
    String type = String.valueOf(body.get("__type"));
    Object message = body.getOrDefault("message", body.getOrDefault("Message", ""));
    return status + " " + type.substring(type.indexOf('#') + 1) + ": " + message;
  }

  /** In one line. */
  String summary() {
    return isOk() ? "200" : error();
  }
}
