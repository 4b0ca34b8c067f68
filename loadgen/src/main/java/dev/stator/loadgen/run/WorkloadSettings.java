package dev.stator.loadgen.run;

import dev.stator.loadgen.key.KeyDistribution;
import dev.stator.loadgen.workload.Mix;
import dev.stator.loadgen.workload.RequestOptions;
import dev.stator.loadgen.workload.TableLayout;

/**
 * What is asked.
 *
 * @param name of the workload
 * @param items in the table, after the load
 * @param seed of all that is random
 */
public record WorkloadSettings(
    String name,
    Mix mix,
    KeyDistribution keys,
    TableLayout layout,
    RequestOptions options,
    long items,
    long seed) {
  public WorkloadSettings {
    if (items < 1) {
      throw new IllegalArgumentException("items must be above 0");
    }
  }
}
