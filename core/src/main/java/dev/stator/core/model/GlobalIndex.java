package dev.stator.core.model;

import org.jspecify.annotations.Nullable;

/**
 * A global secondary index: a table of its own, fed by the base table.
 *
 * @param throughput provisioned units, zero when the table is on demand
 * @param onDemandMaximum optional cap on demand; -1 in a component means none
 * @param backfilling true while an index added to a table with items is being filled
 */
public record GlobalIndex(
    String name,
    KeySchema keys,
    Projection projection,
    IndexStatus status,
    boolean backfilling,
    Throughput throughput,
    @Nullable Throughput onDemandMaximum,
    @Nullable Throughput warm) {

  /** The same index in another state. */
  public GlobalIndex withStatus(IndexStatus status, boolean backfilling) {
    return new GlobalIndex(
        name, keys, projection, status, backfilling, throughput, onDemandMaximum, warm);
  }
}
