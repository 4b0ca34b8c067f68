package dev.stator.gateway.partiql;

import dev.stator.core.error.RequestException;
import dev.stator.core.expression.AttributeType;

/** What the service says of statements, where more than one place says it. */
final class Refusals {
  static final String MALFORMED = "Statement wasn't well formed, can't be processed: ";
  static final String NO_FULL_KEY =
      "Where clause does not contain a mandatory equality on all key attributes";

  static final String DUPLICATE_ITEM = "Duplicate primary key exists in table";

  private Refusals() {}

  /** The statement does not follow the grammar. */
  static RequestException malformed(String detail) {
    return RequestException.validation(MALFORMED + detail);
  }

  static RequestException leftOver() {
    return malformed("Unexpected token after expression");
  }

  static RequestException unexpectedPathComponent(Position position) {
    return RequestException.validation("Unexpected path component at " + position);
  }

  static RequestException unrecognizedFunction(Expression.Call call) {
    return RequestException.validation(
        "Unrecognized function: " + call.function() + " at " + call.position());
  }

  static RequestException unsupportedOperation(String operation, Position position) {
    return RequestException.validation("Unsupported operation: " + operation + " at " + position);
  }

  static RequestException operandCount(String operator, int count) {
    return RequestException.validation(
        "Incorrect number of operands for operator or function; operator or function: "
            + operator
            + ", number of operands: "
            + count);
  }

  static RequestException operandType(String operator, AttributeType type) {
    return RequestException.validation(
        "Incorrect operand type for operator or function; operator or function: "
            + operator
            + ", operand type: "
            + type);
  }

  static RequestException requiresPath(String function) {
    return RequestException.validation(
        "Operator or function requires a document path; operator or function: " + function);
  }
}
