package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A global secondary index: a table of its own, fed by the base table.
 *
 * @param throughput provisioned units, zero when the table is on demand
 * @param onDemandMaximum optional cap on demand; -1 in a component means none
 * @param backfilling true while an index added to a table with items is being filled
 * @param changes of the provisioned units
 */
public record GlobalIndex(
    String name,
    KeySchema keys,
    Projection projection,
    IndexStatus status,
    boolean backfilling,
    Throughput throughput,
    @Nullable Throughput onDemandMaximum,
    @Nullable Throughput warm,
    ThroughputChanges changes) {

  /** An index whose throughput was never changed. */
  public GlobalIndex(
      String name,
      KeySchema keys,
      Projection projection,
      IndexStatus status,
      boolean backfilling,
      Throughput throughput,
      @Nullable Throughput onDemandMaximum,
      @Nullable Throughput warm) {
    this(
        name,
        keys,
        projection,
        status,
        backfilling,
        throughput,
        onDemandMaximum,
        warm,
        ThroughputChanges.NONE);
  }

  /** The same index in another state. */
  public GlobalIndex withStatus(IndexStatus status, boolean backfilling) {
    return new GlobalIndex(
        name, keys, projection, status, backfilling, throughput, onDemandMaximum, warm, changes);
  }

  /** The same index with other provisioned units, and what is to be known of their changes. */
  public GlobalIndex withThroughput(Throughput throughput, ThroughputChanges changes) {
    return new GlobalIndex(
        name, keys, projection, status, backfilling, throughput, onDemandMaximum, warm, changes);
  }

  /** The same index with other limits on demand. */
  public GlobalIndex withLimits(@Nullable Throughput onDemandMaximum, @Nullable Throughput warm) {
    return new GlobalIndex(
        name, keys, projection, status, backfilling, throughput, onDemandMaximum, warm, changes);
  }
}
