package dev.stator.loadgen.measure;

/** What a thread counts besides operations. */
public enum Counter {
  /** Requests that were meant to start. */
  SCHEDULED,
  /** Requests that were not sent, because too many were under way. */
  DROPPED,
  /** Thousandths of read units by the published rules. */
  READ_MILLI_UNITS,
  WRITE_MILLI_UNITS,
  INDEX_WRITE_MILLI_UNITS,
  /** Thousandths of units that the server says were consumed. */
  CONSUMED_MILLI_UNITS,
  /** Bytes of bodies. */
  SENT_BYTES,
  RECEIVED_BYTES,
  RECONNECTS
}
