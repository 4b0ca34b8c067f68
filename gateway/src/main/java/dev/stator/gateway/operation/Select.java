package dev.stator.gateway.operation;

import dev.stator.core.error.RequestException;
import dev.stator.gateway.json.Structure;

/** What a page holds of its items. */
enum Select {
  /** Not said: everything the table or index holds, or the projection. */
  DEFAULT,
  ALL_ATTRIBUTES,
  ALL_PROJECTED_ATTRIBUTES,
  SPECIFIC_ATTRIBUTES,
  COUNT;

  /** Reads the parameter, and checks that it agrees with the others. */
  static Select read(Structure request) {
    String name = request.string("Select");
    if (name == null) {
      return DEFAULT;
    }
    Select select = valueOf(name);
    select.checkProjection(request, "ProjectionExpression");
    select.checkProjection(request, "AttributesToGet");
    if (select == SPECIFIC_ATTRIBUTES
        && !request.has("ProjectionExpression")
        && !request.has("AttributesToGet")) {
      throw RequestException.validation(
          "Must specify the AttributesToGet or ProjectionExpression when choosing to get"
              + " SPECIFIC_ATTRIBUTES");
    }
    if (select == ALL_PROJECTED_ATTRIBUTES && !request.has("IndexName")) {
      throw RequestException.validation(
          "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
    }
    return select;
  }

  private void checkProjection(Structure request, String parameter) {
    if (this != SPECIFIC_ATTRIBUTES && request.has(parameter)) {
      throw RequestException.validation(
          "Cannot specify the "
              + parameter
              + " when choosing to get "
              + (this == COUNT ? "only the Count" : name()));
    }
  }
}
