package dev.stator.gateway.auth;

/**
 * What signatures must be made for.
 *
 * @param service as signatures name it, {@code dynamodb} also for streams
 */
public record SigningScope(String region, String service) {
  public static SigningScope ofDynamoDb(String region) {
    return new SigningScope(region, "dynamodb");
  }
}
