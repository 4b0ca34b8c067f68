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
  /** Too many requests at once, however its client has come to them. */
  STREAMS,
  /** Its client did not take its answers, and there was no memory to wait. */
  MEMORY
}
