package dev.stator.core.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings that are kept and returned with a table.
 *
 * @param tableClass STANDARD or STANDARD_INFREQUENT_ACCESS, null when never given
 * @param streamViewType the view type of an enabled stream, else null
 * @param streamLabel the label of the stream enabled last, null when there never was one
 * @param encryption SSEType of an enabled server-side encryption, else null
 * @param resourcePolicy who may do what with the table, null when users' own policies say it all
 * @param insights what was asked to be told of keys, by the names of global indexes; that of the
 *     table itself under {@link #OF_TABLE}. What was never asked for is absent
 */
public record TableOptions(
    boolean deletionProtection,
    @Nullable String tableClass,
    @Nullable String streamViewType,
    @Nullable String streamLabel,
    @Nullable String encryption,
    @Nullable String encryptionKey,
    TimeToLive timeToLive,
    Map<String, String> tags,
    PointInTimeRecovery recovery,
    @Nullable ResourcePolicy resourcePolicy,
    Map<String, ContributorInsights> insights) {
  /** No index is named so. */
  public static final String OF_TABLE = "";

  public static final TableOptions DEFAULT =
      new TableOptions(false, null, null, null, null, null, TimeToLive.OFF, Map.of());

  /** Without recovery to points in time, a policy and insights. */
  public TableOptions(
      boolean deletionProtection,
      @Nullable String tableClass,
      @Nullable String streamViewType,
      @Nullable String streamLabel,
      @Nullable String encryption,
      @Nullable String encryptionKey,
      TimeToLive timeToLive,
      Map<String, String> tags) {
    this(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        timeToLive,
        tags,
        PointInTimeRecovery.OFF,
        null,
        Map.of());
  }

  /** The same with another stream, or none. */
  public TableOptions withStream(@Nullable String viewType, @Nullable String label) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        viewType,
        label,
        encryption,
        encryptionKey,
        timeToLive,
        tags,
        recovery,
        resourcePolicy,
        insights);
  }

  public TableOptions {
    tags = Map.copyOf(tags);
    insights = Map.copyOf(insights);
  }

  public TableOptions withTimeToLive(TimeToLive other) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        other,
        tags,
        recovery,
        resourcePolicy,
        insights);
  }

  public TableOptions withTags(Map<String, String> other) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        timeToLive,
        other,
        recovery,
        resourcePolicy,
        insights);
  }

  public TableOptions withRecovery(PointInTimeRecovery other) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        timeToLive,
        tags,
        other,
        resourcePolicy,
        insights);
  }

  /** The same with another policy, or none. */
  public TableOptions withResourcePolicy(@Nullable ResourcePolicy other) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        timeToLive,
        tags,
        recovery,
        other,
        insights);
  }

  public TableOptions withInsights(Map<String, ContributorInsights> other) {
    return new TableOptions(
        deletionProtection,
        tableClass,
        streamViewType,
        streamLabel,
        encryption,
        encryptionKey,
        timeToLive,
        tags,
        recovery,
        resourcePolicy,
        other);
  }
}
