package dev.stator.loadgen;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer, and the time from sending the request to its last byte. */
record Answer(int status, Buffer body, long serviceTimeNs) {
  private static final Pattern TYPE =
      Pattern.compile("\"__type\"\\s*:\\s*\"(?:[^\"#]*#)?([^\"]+)\"");

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The name of the exception in the body, or the status when there is none. */
  String errorType() {
    Matcher matcher = TYPE.matcher(text());
    return matcher.find() ? matcher.group(1) : "HTTP " + status;
  }

  String text() {
    return body.toString(StandardCharsets.UTF_8);
  }
}
