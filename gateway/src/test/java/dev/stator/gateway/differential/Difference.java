package dev.stator.gateway.differential;

/**
 * One thing the two sides said differently.
 *
 * @param place the path of a member of the answer, or {@code answer} when one refused
 */
record Difference(String operation, String place, String stator, String other) {
  /** Differences that look alike have the same kind; what is quoted or counted is left out. */
  String kind() {
    return operation
        + " "
        + place
        + "\n    stator "
        + general(stator)
        + "\n    other  "
        + general(other);
  }

  private static String general(String text) {
    String cut = text.length() > 400 ? text.substring(0, 400) : text;
    return cut.replaceAll("[0-9]+", "0").replaceAll("x{20,}", "x..");
  }

  /** What kind of refusal this is, whatever it names. */
  static String form(String refusal) {
    return refusal
        .replaceAll("\"[^\"]*\"|\\{[^}]*\\}|\\[[^\\]]*\\]|'[^']*'", "_")
        .replaceAll("[:#]\\w+|[0-9]+|\\b([A-Z_]{1,}|[a-z]\\d|pk|sk|true|null|false)\\b", "_")
        .replaceAll("(: )[^ ,;]+(?=[,;]|$)", "$1_");
  }

  @Override
  public String toString() {
    return operation + " at " + place + "\n    stator " + stator + "\n    other  " + other;
  }
}
