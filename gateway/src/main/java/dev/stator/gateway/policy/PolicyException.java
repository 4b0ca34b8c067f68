package dev.stator.gateway.policy;

import java.util.List;
import java.util.stream.Collectors;

/** A policy has something that is wrong or not understood; the message says what. */
public final class PolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  PolicyException(String message) {
    super(message);
  }

  /** Of actions that a policy cannot say anything of, in the words of the service. */
  static PolicyException ofActions(List<String> actions) {
    return new PolicyException(
        "The following action names are invalid: "
            + actions.stream().map(action -> '"' + action + '"').collect(Collectors.joining(", ")));
  }

  PolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
