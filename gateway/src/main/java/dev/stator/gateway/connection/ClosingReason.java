package dev.stator.gateway.connection;

/** Why a server closed a connection that its client held on to. */
public enum ClosingReason {
  /** Its client sent nothing for long. */
  IDLE,
  /** The headers of a request took too long. */
  SLOW_HEADER,
  /** The body of a request took too long. */
  SLOW_BODY,
  /** Its client did not take its answers. */
  SLOW_READER,
  /** The same, and there was no memory to wait. */
  MEMORY
}
