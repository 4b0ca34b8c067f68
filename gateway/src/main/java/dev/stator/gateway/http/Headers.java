package dev.stator.gateway.http;

import io.vertx.core.http.HttpHeaders;

/** Names and constant values of the headers this protocol reads and writes. */
final class Headers {
  static final CharSequence AMZ_TARGET = HttpHeaders.createOptimized("x-amz-target");
  static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("x-amzn-RequestId");
  static final CharSequence CRC32 = HttpHeaders.createOptimized("x-amz-crc32");

  static final CharSequence AMZ_JSON = HttpHeaders.createOptimized("application/x-amz-json-1.0");
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  static final CharSequence ANY_ORIGIN = HttpHeaders.createOptimized("*");
  static final CharSequence EXPOSED =
      HttpHeaders.createOptimized(
          "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,"
              + "x-amz-crc32,Date");
  static final CharSequence PREFLIGHT_MAX_AGE = HttpHeaders.createOptimized("172800");

  private Headers() {}
}
