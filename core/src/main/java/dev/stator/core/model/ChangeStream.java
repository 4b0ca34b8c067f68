package dev.stator.core.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of the changes of a table: which part of what its partitions hold belongs to it.
 *
 * @param label when it was enabled, which names it among the streams of its table
 * @param endedMs when it was disabled, epoch milliseconds, 0 as long as it is enabled
 * @param secret seals what is given to clients to be given back, so that none of it can be forged
 * @param policy who may read it, null when users' own policies say it all
 */
public record ChangeStream(
    String label,
    StreamView view,
    long endedMs,
    String secret,
    List<StreamShard> shards,
    @Nullable ResourcePolicy policy) {
  /** How long a change can be read. */
  public static final long RETENTION_MS = TimeUnit.HOURS.toMillis(24);

  private static final DateTimeFormatter LABEL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  public ChangeStream {
    shards = List.copyOf(shards);
  }

  /** Without a policy. */
  public ChangeStream(
      String label, StreamView view, long endedMs, String secret, List<StreamShard> shards) {
    this(label, view, endedMs, secret, shards, null);
  }

  public static String labelOf(long createdMs) {
    return LABEL.format(Instant.ofEpochMilli(createdMs));
  }

  /** When it was enabled, epoch milliseconds. */
  public long createdMs() {
    return Instant.parse(label + "Z").toEpochMilli();
  }

  public boolean isEnabled() {
    return endedMs == 0;
  }

  /** The same stream in other shards. */
  public ChangeStream withShards(List<StreamShard> others) {
    return new ChangeStream(label, view, endedMs, secret, others, policy);
  }

  /** The same stream when it has been disabled, in shards that have ended. */
  public ChangeStream ended(long nowMs, List<StreamShard> endedShards) {
    return new ChangeStream(label, view, nowMs, secret, endedShards, policy);
  }

  /** The same stream with another policy, or none. */
  public ChangeStream withPolicy(@Nullable ResourcePolicy other) {
    return new ChangeStream(label, view, endedMs, secret, shards, other);
  }

  /** Whether it is enabled or was so recently that its changes can still be read. */
  public boolean isReadable(long nowMs) {
    return isEnabled() || nowMs - endedMs < RETENTION_MS;
  }
}
