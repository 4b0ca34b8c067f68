package dev.stator.gateway.policy;

/** The variable that policies may have in resources and values: {@code ${aws:username}}. */
final class Variables {
  private static final String USER = "${aws:username}";

  private Variables() {}

  /** The text with the name of the user in place of the variable. */
  static String replace(String text, String user) {
    return text.contains(USER) ? text.replace(USER, user) : text;
  }

  /**
   * @throws PolicyException if the text has another variable
   */
  static void check(String text) {
    if (text.replace(USER, "").contains("${")) {
      throw new PolicyException("a variable that is not supported: " + text);
    }
  }
}
