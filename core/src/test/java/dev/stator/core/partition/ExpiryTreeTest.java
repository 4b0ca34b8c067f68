package dev.stator.core.partition;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExpiryTreeTest {
  private static final byte[] TTL = "ttl".getBytes(UTF_8);
  private static final long FIVE_YEARS_S = 5L * 365 * 24 * 60 * 60;
  private static final long NOW = 1_800_000_000L;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final PageArena arena = new PageArena(4096);
  private final Partition partition =
      Partition.open(
          new MemoryFileStore(),
          new PartitionConfig(
              1,
              Path.of("/data/partitions/1"),
              RandomCommands.KEYS,
              RandomCommands.LOCAL_INDEXES,
              new SegmentConfig(4096, 16 << 10, null)),
          PartitionState.empty(1),
          arena);

  @AfterEach
  void close() {
    partition.close();
    assertThat(arena.pagesInUse()).isZero();
    arena.close();
  }

  @Test
  void hasExactlyTheExpiredItemsWhenBuiltBetweenWrites() {
    for (int run = 0; run < 40; run++) {
      partition.expireBy(null);
      RandomCommands commands = new RandomCommands(random);
      apply(commands, random.nextInt(200));

      partition.expireBy(RandomCommands.EXPIRY);
      ExpiryTree tree = tree();
      while (!tree.isBuilt()) {
        tree.build(1 + random.nextInt(4));
        apply(commands, random.nextInt(6));
      }
      apply(commands, random.nextInt(50));

      for (long cutoff = 0; cutoff < 4; cutoff++) {
        assertThat(expired(cutoff))
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(scanned(cutoff));
      }
    }
  }

  private void apply(RandomCommands commands, int count) {
    for (int i = 0; i < count; i++) {
      apply(commands.step());
    }
  }

  @Test
  void goesThroughItemsInTheOrderOfTheirTime() {
    partition.expireBy(TTL);
    List.of("30", "10", "20", "40").forEach(second -> put(second, w -> w.number(second)));

    assertThat(seconds(expired(30))).containsExactly("10", "20", "30");
  }

  @Test
  void knowsWhatNeverExpires() {
    partition.expireBy(TTL);
    put("string", w -> w.string("10"));
    put("zero", w -> w.number("0"));
    put("negative", w -> w.number("-10"));
    put("fraction of a second", w -> w.number("0.5"));

    assertThat(tree().size()).isZero();
  }

  @Test
  void leavesOutWhatExpiredFiveYearsBefore() {
    partition.expireBy(TTL);
    long oldest = NOW - FIVE_YEARS_S;
    put("too old", w -> w.number(Long.toString(oldest - 1)));
    put("oldest", w -> w.number(Long.toString(oldest)));

    assertThat(seconds(expired(NOW))).containsExactly("oldest");
  }

  @Test
  void theCommandDecidesOnTheItemAsItIsThen() {
    partition.expireBy(TTL);
    put("later", w -> w.number("11.9"));

    expire("later", 10);
    assertThat(partition.itemCount()).isEqualTo(1);
    expire("later", 11 + FIVE_YEARS_S + 1);
    assertThat(partition.itemCount()).isEqualTo(1);
    expire("missing", 11);
    long before = partition.sequence();
    expire("later", 11);

    assertThat(partition.itemCount()).isZero();
    assertThat(partition.sequence()).isEqualTo(before + 1);
    RecordView last = lastRecord();
    assertThat(last.type()).isEqualTo(RecordDescriptor.TOMBSTONE);
    assertThat(last.has(RecordDescriptor.EXPIRED)).isTrue();
  }

  private RecordView lastRecord() {
    RecordView record = new RecordView();
    var cursor = partition.log().cursor(0);
    while (cursor.next(record)) {
      assertThat(record.has(RecordDescriptor.EXPIRED))
          .isEqualTo(record.type() == RecordDescriptor.TOMBSTONE);
    }
    return record;
  }

  private void put(String id, Consumer<ItemWriter> ttl) {
    CommandEncoder encoder = new CommandEncoder();
    ExpandableArrayBuffer item = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    key(writer, id);
    writer.name("ttl");
    ttl.accept(writer);
    int length = writer.position();
    begin(encoder, CommandDescriptor.PUT, item, length)
        .item(item, 0, length, ItemScanner.size(item, 0, length));
    apply(bytes(encoder));
  }

  private void expire(String id, long cutoff) {
    CommandEncoder encoder = new CommandEncoder();
    ExpandableArrayBuffer item = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    key(writer, id);
    begin(encoder, CommandDescriptor.EXPIRE, item, writer.position()).expired(cutoff, TTL);
    apply(bytes(encoder));
  }

  private static void key(ItemWriter writer, String id) {
    writer.name("pk");
    writer.string(id);
    writer.name("n");
    writer.number("1");
  }

  private static CommandEncoder begin(
      CommandEncoder encoder, byte type, ExpandableArrayBuffer item, int length) {
    int keyLength =
        KeyCodec.encode(
            RandomCommands.KEYS, item, 0, length, encoder.keyBuffer(), CommandEncoder.KEY_OFFSET);
    return encoder.begin(type, 0, 1, 1_000_000, keyLength);
  }

  private static byte[] bytes(CommandEncoder encoder) {
    byte[] bytes = new byte[encoder.length()];
    encoder.buffer().getBytes(0, bytes);
    return bytes;
  }

  private void apply(byte[] command) {
    partition.apply(new CommandView().wrap(new UnsafeBuffer(command), 0), new Reply());
  }

  private ExpiryTree tree() {
    ExpiryTree tree = partition.expiry();
    if (tree == null) {
      throw new AssertionError("items do not expire");
    }
    return tree;
  }

  /** The locations of the items that have expired, as the tree goes through them. */
  private List<Long> expired(long cutoff) {
    List<Long> locations = new ArrayList<>();
    RecordView item = new RecordView();
    tree().rewind(cutoff);
    while (tree().peek(cutoff, item)) {
      locations.add(item.location());
      tree().advance();
    }
    return locations;
  }

  /** The same, found by looking at all items. */
  private List<Long> scanned(long cutoff) {
    List<Long> locations = new ArrayList<>();
    RecordView item = new RecordView();
    var cursor = partition.tree().cursor();
    for (boolean found = cursor.seekFirst(); found; found = cursor.next()) {
      partition.log().read(cursor.value(), item);
      long second =
          ExpiryTime.of(item.buffer(), item.itemOffset(), item.itemLength(), RandomCommands.EXPIRY);
      if (second != ExpiryTime.NEVER && second <= cutoff) {
        locations.add(cursor.value());
      }
    }
    return locations;
  }

  private List<String> seconds(List<Long> locations) {
    List<String> ids = new ArrayList<>();
    RecordView item = new RecordView();
    for (long location : locations) {
      partition.log().read(location, item);
      int value = ItemScanner.find(item.buffer(), item.itemOffset(), item.itemLength(), "pk");
      byte[] bytes = new byte[ValueScanner.payloadLength(item.buffer(), value)];
      item.buffer().getBytes(ValueScanner.payloadOffset(item.buffer(), value), bytes);
      ids.add(new String(bytes, UTF_8));
    }
    return ids;
  }
}
