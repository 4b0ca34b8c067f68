package dev.stator.gateway.operation;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.throughput.Throttle;
import tools.jackson.core.JsonGenerator;

/** Writes why a request was throttled, as a member of the error. */
final class ThrottlingReasons {
  private ThrottlingReasons() {}

  static void write(JsonGenerator json, String region, Throttle throttle) {
    json.writeArrayPropertyStart(memberName(throttle.code()));
    json.writeStartObject();
    json.writeStringProperty("reason", throttle.reason().wireName());
    json.writeStringProperty("resource", arn(region, throttle));
    json.writeEndObject();
    json.writeEndArray();
  }

  /** One of the service's three errors spells the member otherwise. */
  private static String memberName(ErrorCode code) {
    return code == ErrorCode.THROTTLING ? "throttlingReasons" : "ThrottlingReasons";
  }

  private static String arn(String region, Throttle throttle) {
    String index = throttle.index();
    return index == null
        ? Arns.table(region, throttle.table())
        : Arns.ofTable(region, throttle.table(), "index", index);
  }
}
