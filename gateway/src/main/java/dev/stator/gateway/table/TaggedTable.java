package dev.stator.gateway.table;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table that the ResourceArn of a request on tags names.
 *
 * @param arn as the request gave it
 */
record TaggedTable(String name, String arn) {
  private static final Pattern TABLE_ARN =
      Pattern.compile("arn:aws[a-z-]*:dynamodb:[^:/]*:[^:/]*:table/([a-zA-Z0-9_.-]{3,255})");

  /** Refuses a request without ResourceArn in the way of the service, which asks for rights. */
  static void requireArn(String operation, Structure request) {
    String arn = request.string("ResourceArn");
    if (arn == null || arn.isEmpty()) {
      throw denied(operation, "*");
    }
  }

  static TaggedTable of(Structure request) {
    String arn = request.requiredString("ResourceArn");
    Matcher matcher = TABLE_ARN.matcher(arn);
    if (!matcher.matches()) {
      throw RequestException.validation(
          "Invalid TableArn: Invalid ResourceArn provided as input " + arn);
    }
    return new TaggedTable(matcher.group(1), arn);
  }

  /**
   * Refuses to change the tags of a table that is not there.
   *
   * @return this
   */
  TaggedTable requireExists(Exchange exchange) {
    if (exchange.engine().table(name) == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: ResourcArn: " + arn + " not found");
    }
    return this;
  }

  /** What is said when nobody may do this with the resource. */
  static RequestException denied(String operation, String arn) {
    return new RequestException(
        ErrorCode.ACCESS_DENIED,
        "User: arn:aws:iam::000000000000:root is not authorized to perform: dynamodb:"
            + operation
            + " on resource: "
            + arn);
  }
}
