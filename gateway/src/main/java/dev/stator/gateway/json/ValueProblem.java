package dev.stator.gateway.json;

import dev.stator.core.codec.ValueDescriptor;

/** What the service says of attribute values that are well-formed JSON but not valid. */
public final class ValueProblem {
  private static final String INVALID = "One or more parameter values were invalid: ";

  static final String EMPTY =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  static final String MULTIPLE =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
          + " supported datatypes";
  static final String NULL_FALSE =
      INVALID + "Null attribute value types must have the value of true";
  public static final String EMPTY_NAME = "Empty attribute name";
  static final String EMPTY_STRING_SET = INVALID + "An string set  may not be empty";
  static final String EMPTY_NUMBER_SET = INVALID + "An number set  may not be empty";
  static final String EMPTY_BINARY_SET = INVALID + "Binary sets should not be empty";
  public static final String NULL_IN_SET = INVALID + "An set may not have a null as a member";
  public static final String DUPLICATE_NUMBERS = "Input collection contains duplicates";
  public static final String NESTING =
      "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels"
          + " beyond supported limit";

  private ValueProblem() {}

  /** What is said of a set without elements. */
  public static String emptySet(byte tag) {
    return switch (tag) {
      case ValueDescriptor.STRING_SET -> EMPTY_STRING_SET;
      case ValueDescriptor.NUMBER_SET -> EMPTY_NUMBER_SET;
      default -> EMPTY_BINARY_SET;
    };
  }

  /** For strings as {@code [a, a]}. */
  static String duplicateStrings(String collection) {
    return INVALID + "Input collection " + collection + " contains duplicates.";
  }

  /** For binaries in base64 as {@code [Yg==, Yg==]}. */
  static String duplicateBinaries(String collection) {
    return INVALID + "Input collection " + collection + "of type BS contains duplicates.";
  }
}
