package dev.stator.gateway.policy;

/** What policies say of a request. */
public enum Decision {
  ALLOWED,
  /** Nothing allows it, and nothing says a word against it. */
  NOT_ALLOWED,
  /** A statement denies it, whatever others say. */
  DENIED
}
