package dev.stator.loadgen.cli;

import dev.stator.loadgen.key.KeyDistribution;
import dev.stator.loadgen.run.WorkloadSettings;
import dev.stator.loadgen.workload.Mix;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.RequestOptions;
import dev.stator.loadgen.workload.SizeDistribution;
import dev.stator.loadgen.workload.TableLayout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what is asked of which table. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WorkloadOptions {
  @Option(
      names = "--workload",
      description =
          "ycsb-a to ycsb-f, read, write or mixed: a mix of operations with the keys it is known"
              + " for.")
  private @Nullable String workload;

  @Option(
      names = {"--mix", "--operation"},
      description =
          "Instead of a workload, operations with their shares, for example get=95,update=5. There"
              + " are get, get-strong, put, insert, update, put-if, delete, query, query-global,"
              + " query-local, scan, batch-get, batch-write, transact-get, transact-write, sql,"
              + " read-modify-write.")
  private @Nullable String mix;

  @Option(
      names = "--keys",
      description =
          "uniform, zipfian:0.99, latest:0.99, hotspot:0.2,0.8 (of the keys, of the requests),"
              + " moving:0.01,0.9,10s, sequential, single:0 (default: that of the workload,"
              + " uniform).")
  private @Nullable String keys;

  @Option(
      names = "--table",
      defaultValue = "loadgen",
      description = "Created on demand when it is missing (default: ${DEFAULT-VALUE}).")
  private String table;

  @Option(
      names = "--items",
      defaultValue = "10000",
      description = "Items in the table (default: ${DEFAULT-VALUE}).")
  private long items;

  @Option(
      names = "--item-size",
      defaultValue = "1024",
      description =
          "Bytes of an item as DynamoDB counts them: 1024, uniform:100,4096, normal:1024,200,"
              + " lognormal:1024,0.5 (default: ${DEFAULT-VALUE}).")
  private String itemSize;

  @Option(
      names = "--fields",
      description = "Attributes besides the keys (default: 10 for YCSB, 1).")
  private @Nullable Integer fields;

  @Option(
      names = "--items-per-key",
      description = "Items that share a partition key, above 1 with a sort key (default: 1).")
  private @Nullable Integer itemsPerKey;

  @Option(names = "--global-index", description = "Creates the table with a global index.")
  private boolean globalIndex;

  @Option(names = "--local-index", description = "Creates the table with a local index.")
  private boolean localIndex;

  @Option(
      names = "--batch-size",
      defaultValue = "10",
      description = "Items of a batch or transaction (default: ${DEFAULT-VALUE}).")
  private int batchSize;

  @Option(
      names = "--limit",
      defaultValue = "100",
      description = "Items of a page of a query or scan at most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--condition-failures",
      defaultValue = "0.1",
      description = "Share of put-if whose condition does not hold (default: ${DEFAULT-VALUE}).")
  private double conditionFailures;

  @Option(names = "--consumed-capacity", description = "Ask the server what each request consumed.")
  private boolean consumedCapacity;

  @Option(
      names = "--no-content-check",
      description = "Leave the checksums of items that are read unchecked.")
  private boolean noContentCheck;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of all that is random (default: ${DEFAULT-VALUE}).")
  private long seed;

  /**
   * @throws IllegalArgumentException when an option is wrong
   */
  WorkloadSettings settings() {
    if (workload != null && mix != null) {
      throw new IllegalArgumentException("choose --workload or --mix, not both");
    }
    Mix.Preset preset = workload == null ? null : Mix.preset(workload);
    String mixText = mix != null ? mix : preset != null ? preset.mix() : "get=100";
    Mix parsed = Mix.parse(mixText);
    String keysText = keys != null ? keys : preset != null ? preset.keys() : "uniform";
    boolean local = localIndex || parsed.contains(OperationType.QUERY_LOCAL);
    int group = local ? TableLayout.DEFAULT_GROUP : 1;
    TableLayout layout =
        new TableLayout(
            table,
            orDefault(itemsPerKey, preset == null ? group : preset.itemsPerKey()),
            globalIndex || parsed.contains(OperationType.QUERY_GLOBAL),
            local,
            orDefault(fields, preset == null ? 1 : preset.fields()),
            SizeDistribution.parse(itemSize));
    return new WorkloadSettings(
        workload == null ? mixText : workload,
        parsed,
        KeyDistribution.parse(keysText),
        layout,
        new RequestOptions(batchSize, limit, conditionFailures, consumedCapacity, !noContentCheck),
        items,
        seed);
  }

  private static int orDefault(@Nullable Integer value, int other) {
    return value == null ? other : value;
  }
}
