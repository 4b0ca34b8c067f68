package dev.stator.core.engine;

import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.catalog.RetiredPartition;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.StreamShard;
import dev.stator.core.model.StreamView;
import dev.stator.core.model.TableOptions;
import dev.stator.core.segment.SegmentLog;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the streams of tables: says from where to where the changes in each partition
 * belong to a stream. These places are durable before anybody hears of them, so no loss of power
 * leaves a stream that begins or ends behind what its partition holds. Used by the control thread.
 */
final class TableStreams {
  private static final int SECRET_LENGTH = 16;

  private final Storage storage;
  private final EpochMicroClock clock;
  private final SecureRandom random = new SecureRandom();

  TableStreams(Storage storage, EpochMicroClock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  /** A new table with the stream that its definition asks for, which has all changes. */
  CatalogEntry created(CatalogEntry entry) {
    if (viewType(entry) == null) {
      return entry;
    }
    return begun(entry, Map.of());
  }

  /** A table whose definition was changed, with the streams that this begins and ends. */
  CatalogEntry changed(CatalogEntry before, CatalogEntry entry) {
    if (Objects.equals(viewType(before), viewType(entry))) {
      return entry;
    }
    Map<Long, Long> heads = storage.durableHeads(entry.partitions());
    CatalogEntry changed = ended(entry.withStreams(readable(entry)), heads);
    return viewType(entry) == null ? changed : begun(changed, heads);
  }

  /** What must be kept of a table that is deleted; null when it has no stream to read. */
  @Nullable CatalogEntry deleted(CatalogEntry entry) {
    List<ChangeStream> readable = readable(entry);
    if (readable.isEmpty()) {
      return null;
    }
    Map<Long, Long> heads = storage.durableHeads(entry.partitions());
    return ended(entry.withStreams(readable), heads).asDeleted();
  }

  /** Whether a stream of the table can still be read. */
  boolean isReadable(CatalogEntry entry) {
    return !readable(entry).isEmpty();
  }

  private List<ChangeStream> readable(CatalogEntry entry) {
    long now = nowMs();
    return entry.streams().stream().filter(stream -> stream.isReadable(now)).toList();
  }

  /**
   * @param starts where the stream begins in partitions that have records already
   */
  private CatalogEntry begun(CatalogEntry entry, Map<Long, Long> starts) {
    String label = label(entry);
    TableOptions options = entry.definition().options();
    String viewType = Objects.requireNonNull(options.streamViewType());
    List<StreamShard> shards = new ArrayList<>();
    for (long id : entry.partitions()) {
      shards.add(
          new StreamShard(
              id, 0, starts.getOrDefault(id, SegmentLog.FIRST_LOCATION), StreamShard.OPEN));
    }
    List<ChangeStream> streams = new ArrayList<>(entry.streams());
    streams.add(new ChangeStream(label, StreamView.valueOf(viewType), 0, secret(), shards));
    return entry
        .withDefinition(entry.definition().withOptions(options.withStream(viewType, label)))
        .withStreams(streams);
  }

  /** The time of now, or a little later: no two streams of a table have the same label. */
  private String label(CatalogEntry entry) {
    String last = entry.definition().options().streamLabel();
    long now = nowMs();
    String label = ChangeStream.labelOf(now);
    while (last != null && label.compareTo(last) <= 0) {
      now++;
      label = ChangeStream.labelOf(now);
    }
    return label;
  }

  private String secret() {
    byte[] bytes = new byte[SECRET_LENGTH];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private CatalogEntry ended(CatalogEntry entry, Map<Long, Long> ends) {
    List<ChangeStream> streams = new ArrayList<>();
    for (ChangeStream stream : entry.streams()) {
      streams.add(stream.isEnabled() ? ended(stream, ends) : stream);
    }
    return entry.withStreams(streams);
  }

  /** The streams of a table after a partition was split: its shards end, those of others follow. */
  static List<ChangeStream> split(List<ChangeStream> streams, RetiredPartition split) {
    return streams.stream().map(stream -> split(stream, split)).toList();
  }

  private static ChangeStream split(ChangeStream stream, RetiredPartition split) {
    List<StreamShard> shards = new ArrayList<>();
    boolean open = false;
    for (StreamShard shard : stream.shards()) {
      boolean ends = shard.partition() == split.id() && shard.isOpen();
      shards.add(ends ? shard.endedAt(split.end()) : shard);
      open |= ends;
    }
    if (open) {
      for (RetiredPartition.Successor successor : split.successors()) {
        shards.add(
            new StreamShard(successor.id(), split.id(), successor.start(), StreamShard.OPEN));
      }
    }
    return stream.withShards(shards);
  }

  private ChangeStream ended(ChangeStream stream, Map<Long, Long> ends) {
    List<StreamShard> shards =
        stream.shards().stream()
            .map(
                shard ->
                    shard.isOpen()
                        ? shard.endedAt(ends.getOrDefault(shard.partition(), shard.start()))
                        : shard)
            .toList();
    return stream.ended(nowMs(), shards);
  }

  private long nowMs() {
    return TimeUnit.MICROSECONDS.toMillis(clock.microTime());
  }

  private static @Nullable String viewType(CatalogEntry entry) {
    return entry.definition().options().streamViewType();
  }
}
