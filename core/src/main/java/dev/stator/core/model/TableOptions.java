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
    @Nullable ResourcePolicy resourcePolicy) {
  public static final TableOptions DEFAULT =
      new TableOptions(false, null, null, null, null, null, TimeToLive.OFF, Map.of());

  /** Without recovery to points in time, and without a policy. */
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
        null);
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
        resourcePolicy);
  }

  public TableOptions {
    tags = Map.copyOf(tags);
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
        resourcePolicy);
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
        resourcePolicy);
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
        resourcePolicy);
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
        other);
  }
}
