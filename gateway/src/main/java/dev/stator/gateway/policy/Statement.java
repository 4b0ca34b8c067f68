package dev.stator.gateway.policy;

import java.util.List;

/**
 * One statement of a policy.
 *
 * @param allows else it denies
 * @param principals patterns of who it is about, {@code *} in a policy of a user
 */
record Statement(
    boolean allows,
    Patterns actions,
    Patterns resources,
    List<String> principals,
    List<Condition> conditions) {

  /**
   * Texts that something must match, or must not.
   *
   * @param negated whether it is about all that match none
   */
  record Patterns(List<String> texts, boolean negated, boolean ignoringCase) {
    Patterns {
      texts = List.copyOf(texts);
    }

    boolean match(String text, String user) {
      for (String pattern : texts) {
        if (Wildcard.matches(Variables.replace(pattern, user), text, ignoringCase)) {
          return !negated;
        }
      }
      return negated;
    }

    boolean isEverything() {
      return !negated && texts.contains("*");
    }
  }

  Statement {
    principals = List.copyOf(principals);
    conditions = List.copyOf(conditions);
  }

  /** Whether it is about a user doing this, its conditions left aside. */
  boolean concerns(String action, String resource, String user, String userArn) {
    return isAbout(userArn) && actions.match(action, user) && resources.match(resource, user);
  }

  private boolean isAbout(String userArn) {
    return principals.contains("*") || principals.contains(userArn);
  }

  boolean holds(RequestContext request) {
    for (Condition condition : conditions) {
      if (!condition.holds(request)) {
        return false;
      }
    }
    return true;
  }

  boolean allowsEverything() {
    return allows
        && conditions.isEmpty()
        && principals.contains("*")
        && actions.isEverything()
        && resources.isEverything();
  }
}
