package dev.stator.gateway.model;

/**
 * The name or ARN of a table where it is a member of a request. Its faults are told alone, before
 * all others; how its absence is worded depends on the operation.
 *
 * @param minLength of a name; an ARN may have {@link #MAX_ARN_LENGTH} characters
 */
public record TableNameShape(String name, long minLength, Absence absence) implements Shape {
  public static final int MAX_LENGTH = 255;
  public static final int MAX_ARN_LENGTH = 1024;
  public static final String ARN_PREFIX = "arn:";

  /** The pattern as messages quote it. */
  public static final String PATTERN = "[a-zA-Z0-9_.-]+";

  /** What is said when the member is missing. */
  public enum Absence {
    /** "Value null at 'tableName' failed to satisfy constraint: Member must not be null". */
    VALUE_NULL,
    /** "The parameter 'TableName' is required but was not present in the request". */
    PARAMETER_REQUIRED,
    /** Nothing: the member is optional. */
    ALLOWED
  }

  /** Whether all characters are ones a table's name can have. */
  public static boolean isWellFormed(String tableName) {
    for (int i = 0; i < tableName.length(); i++) {
      if (!isAllowed(tableName.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-';
  }
}
