package dev.stator.gateway.policy;

import dev.stator.gateway.policy.Condition.Quantifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The name of an operator taken apart: {@code ForAllValues:StringNotEqualsIfExists}.
 *
 * @param comparison null for {@code Null}
 */
record Operator(
    String name,
    Quantifier quantifier,
    @Nullable Comparison comparison,
    boolean negated,
    boolean ifExists) {
  private static final String ALL = "ForAllValues:";
  private static final String ANY = "ForAnyValue:";
  private static final String IF_EXISTS = "IfExists";

  /**
   * @throws PolicyException if there is no such operator
   */
  static Operator parse(String name) {
    Quantifier quantifier = Quantifier.SINGLE;
    String rest = name;
    if (rest.startsWith(ALL)) {
      quantifier = Quantifier.ALL;
      rest = rest.substring(ALL.length());
    } else if (rest.startsWith(ANY)) {
      quantifier = Quantifier.ANY;
      rest = rest.substring(ANY.length());
    }
    if (rest.equals("Null")) {
      return new Operator(name, quantifier, null, false, false);
    }
    boolean ifExists = rest.endsWith(IF_EXISTS);
    rest = ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest;
    String positive = rest.replaceFirst("^(String|Numeric|Date)Not|^Not(?=IpAddress)", "$1");
    Comparison comparison = Comparison.find(positive);
    if (comparison == null) {
      throw new PolicyException("an operator that is not supported: " + name);
    }
    return new Operator(name, quantifier, comparison, !positive.equals(rest), ifExists);
  }

  /**
   * Checks that it can be asked of a key with these values.
   *
   * @throws PolicyException if not
   */
  void check(ConditionKey key, List<String> values) {
    if (comparison == null) {
      requireTruths(values);
      return;
    }
    if (!comparison.fits(key)) {
      throw new PolicyException("the operator " + name + " does not fit " + key);
    }
    if (key.hasSeveral() && quantifier == Quantifier.SINGLE) {
      throw new PolicyException(
          key + " has several values: " + ALL + name + " or " + ANY + name + " is needed");
    }
    for (String value : values) {
      try {
        comparison.check(value);
      } catch (IllegalArgumentException wrong) {
        throw new PolicyException("a value that does not fit " + name + ": " + value, wrong);
      }
    }
  }

  private static void requireTruths(List<String> values) {
    for (String value : values) {
      if (!value.equals("true") && !value.equals("false")) {
        throw new PolicyException("Null is either true or false: " + value);
      }
    }
  }
}
