package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Why a transaction was cancelled, told for each of its actions in their order. */
public final class CancellationReasons {
  private static final String NONE = "None";

  /** How messages begin that refuse the whole request, also those about one action's values. */
  private static final List<String> WHOLE_REQUEST =
      List.of(
          "One or more parameter values are not valid",
          "Key attributes must be scalars",
          "Validation failed in TransactStatements");

  private CancellationReasons() {}

  /** Runs a check of an action; a refusal becomes its part of the reply, and cancels. */
  public static void collect(Reply reply, int action, Runnable check) {
    Reply part = reply.part(action);
    try {
      check.run();
    } catch (RequestException refusal) {
      if (WHOLE_REQUEST.stream().anyMatch(refusal.getMessage()::startsWith)) {
        throw refusal;
      }
      part.refuse(refusal.code(), refusal.getMessage());
      reply.refuse(ErrorCode.TRANSACTION_CANCELED, "");
    }
  }

  /** Answers what the parts of the reply say. */
  public static void fail(Exchange exchange, Reply reply) {
    StringBuilder message =
        new StringBuilder(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [");
    for (int i = 0; i < reply.parts().size(); i++) {
      message.append(i == 0 ? "" : ", ").append(code(reply.parts().get(i).error()));
    }
    exchange.canceled(
        count(reply, ErrorCode.TRANSACTION_CONFLICT),
        count(reply, ErrorCode.CONDITIONAL_CHECK_FAILED));
    exchange.fail(
        ErrorCode.TRANSACTION_CANCELED,
        message.append("]").toString(),
        json -> write(json, reply.parts()));
  }

  private static int count(Reply reply, ErrorCode error) {
    int count = 0;
    for (Reply part : reply.parts()) {
      count += part.error() == error ? 1 : 0;
    }
    return count;
  }

  private static void write(JsonGenerator json, List<Reply> parts) {
    json.writeArrayPropertyStart("CancellationReasons");
    for (Reply part : parts) {
      json.writeStartObject();
      json.writeStringProperty("Code", code(part.error()));
      if (part.error() != null) {
        Slice item = part.oldImage();
        if (item != null && part.error() == ErrorCode.CONDITIONAL_CHECK_FAILED) {
          Items.writeProperty(json, "Item", item);
        }
        json.writeStringProperty("Message", part.message());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String code(@Nullable ErrorCode error) {
    if (error == null) {
      return NONE;
    }
    return switch (error) {
      case VALIDATION -> "ValidationError";
      case THROTTLING, REQUEST_LIMIT_EXCEEDED -> "ThrottlingError";
      default -> withoutException(error.wireName());
    };
  }

  private static String withoutException(String wireName) {
    String suffix = "Exception";
    return wireName.endsWith(suffix)
        ? wireName.substring(0, wireName.length() - suffix.length())
        : wireName;
  }
}
