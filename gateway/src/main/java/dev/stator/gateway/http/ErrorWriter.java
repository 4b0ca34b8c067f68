package dev.stator.gateway.http;

import dev.stator.core.error.ErrorCode;
import dev.stator.gateway.json.ResponseBuffer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * Writes the body of an error as the service does: {@code __type}, the members of the error's
 * structure, and the message, which is left out where it is empty.
 */
final class ErrorWriter {
  private ErrorWriter() {}

  static void write(ResponseBuffer body, ErrorCode code, String message) {
    write(body, code, message, json -> {});
  }

  static void write(
      ResponseBuffer body, ErrorCode code, String message, Consumer<JsonGenerator> members) {
    body.reset();
    try (JsonGenerator json = body.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("__type", code.type());
      members.accept(json);
      if (!message.isEmpty()) {
        json.writeStringProperty(messageName(code), message);
      }
      json.writeEndObject();
    }
  }

  /** Some of the service's errors spell the member with a capital letter. */
  private static String messageName(ErrorCode code) {
    return switch (code) {
      case SERIALIZATION,
          ACCESS_DENIED,
          TRANSACTION_CANCELED,
          TRANSACTION_IN_PROGRESS,
          IDEMPOTENT_PARAMETER_MISMATCH ->
          "Message";
      default -> "message";
    };
  }
}
