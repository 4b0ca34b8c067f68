package dev.stator.gateway.model;

/** A service of DynamoDB: one endpoint serves all of them. */
enum Service {
  /** Tables and items; the official model. */
  DATABASE("DynamoDB_20120810.", "/META-INF/smithy/2012-08-10/dynamodb-2012-08-10.json"),

  /** Streams of changes; their official model is not published as an artifact, so this is ours. */
  STREAMS("DynamoDBStreams_20120810.", "/dev/stator/gateway/model/streams-2012-08-10.json");

  private final String targetPrefix;
  private final String resource;

  Service(String targetPrefix, String resource) {
    this.targetPrefix = targetPrefix;
    this.resource = resource;
  }

  /** What stands before the name of an operation in {@code X-Amz-Target}. */
  String targetPrefix() {
    return targetPrefix;
  }

  /** Where the class path has the model. */
  String resource() {
    return resource;
  }
}
