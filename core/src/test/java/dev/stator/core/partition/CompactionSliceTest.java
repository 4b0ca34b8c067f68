package dev.stator.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordCursor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** How much a slice of compaction does at once, counted: it cannot be ended by a clock. */
class CompactionSliceTest {
  private static final int RECORDS = 96;
  private static final int BYTES = 32 << 10;

  /** What aligns the records, which a slice does not count. */
  private static final int PADDING = 7 * RECORDS;

  private static final int LONGEST_ITEM = 400 << 10;
  private static final int ITEMS = 300;
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final ExpandableArrayBuffer item = new ExpandableArrayBuffer();
  private final CommandEncoder encoder = new CommandEncoder();
  private final CommandView view = new CommandView();
  private final Reply reply = new Reply();
  private final RecordView record = new RecordView();
  private long longestRecord;
  private int slices;
  private int longSlices;

  @Test
  void looksAtSoManyRecordsAndCopiesSoManyBytesAndOneItemMore() {
    PartitionConfig config =
        new PartitionConfig(
            1,
            Path.of("/data/1"),
            KEYS,
            List.of(),
            new SegmentConfig(1 << 20, 4 << 20, Runnable::run));
    try (PageArena arena = new PageArena();
        Partition partition =
            Partition.open(new MemoryFileStore(), config, PartitionState.empty(1), arena)) {
      for (int i = 0; i < 5 * ITEMS; i++) {
        put(partition, random.nextInt(ITEMS), length());
        compact(partition);
      }
    }
    assertThat(slices).as("seed %d", seed).isGreaterThan(100);
    assertThat(longSlices).as("with a long item at the end, seed %d", seed).isPositive();
  }

  /** Mostly short ones, some as long as they may be. */
  private int length() {
    return random.nextInt(16) == 0 ? LONGEST_ITEM - 100 : 50 + random.nextInt(4_000);
  }

  private void compact(Partition partition) {
    SegmentLog log = partition.log();
    long position = log.findSparse();
    while (position > 0) {
      int segment = Location.segmentNumber(position);
      RecordCursor looked = log.cursor(position);
      long before = log.recordBytes();
      encoder.begin(CommandDescriptor.COMPACT, 0, 1, 0, 0);
      encoder.slice(position, RECORDS, BYTES);
      reply.clear();
      partition.apply(view.wrap(encoder.buffer(), 0), reply);
      long copied = log.recordBytes() - before;
      position = partition.compactionPosition();
      slices++;
      longSlices += copied > 2 * BYTES ? 1 : 0;

      assertThat(copied).as("seed %d", seed).isLessThan(BYTES + PADDING + longestRecord);
      assertThat(passed(looked, segment, position))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(RECORDS);
    }
  }

  private int passed(RecordCursor cursor, int segment, long end) {
    int count = 0;
    while (!cursor.isAtEndOf(segment) && cursor.position() != end && cursor.next(record)) {
      count++;
    }
    return count;
  }

  private void put(Partition partition, int number, int length) {
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("pk");
    writer.string("item" + number);
    writer.name("v");
    writer.string("x".repeat(length));
    int itemLength = writer.position();
    int keyLength =
        KeyCodec.encode(KEYS, item, 0, itemLength, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    encoder.begin(CommandDescriptor.PUT, 0, 1, 1_000_000, keyLength);
    encoder.item(item, 0, itemLength, ItemScanner.size(item, 0, itemLength));
    reply.clear();
    long before = partition.log().recordBytes();
    partition.apply(view.wrap(encoder.buffer(), 0), reply);
    longestRecord = Math.max(longestRecord, partition.log().recordBytes() - before);
  }
}
