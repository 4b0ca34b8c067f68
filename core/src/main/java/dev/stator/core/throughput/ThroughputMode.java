package dev.stator.core.throughput;

/** Which limits of throughput are held; what is consumed is counted in every mode. */
public enum ThroughputMode {
  /** None. */
  OFF,

  /** What tables are configured with: provisioned throughput, and maxima on demand. */
  CONFIGURED,

  /** All that the service holds: also what a table on demand can serve by its previous peak. */
  SERVICE
}
