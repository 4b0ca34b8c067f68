package dev.stator.gateway.policy;

/** A policy has something that is wrong or not understood; the message says what. */
public final class PolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  PolicyException(String message) {
    super(message);
  }

  PolicyException(String message, Throwable cause) {
    super(message, cause);
  }
}
