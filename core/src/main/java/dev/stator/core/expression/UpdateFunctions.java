package dev.stator.core.expression;

/** The names of the functions that only update expressions have. */
final class UpdateFunctions {
  static final String IF_NOT_EXISTS = "if_not_exists";
  static final String LIST_APPEND = "list_append";

  private UpdateFunctions() {}

  static boolean contains(String function) {
    return function.equals(IF_NOT_EXISTS) || function.equals(LIST_APPEND);
  }
}
