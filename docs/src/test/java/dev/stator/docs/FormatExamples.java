package dev.stator.docs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stator.core.backup.ManifestCodec;
import dev.stator.core.backup.SegmentArchive;
import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotManifest;
import dev.stator.core.backup.SnapshotPartition;
import dev.stator.core.backup.SnapshotSegment;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.expression.Condition;
import dev.stator.core.expression.ExpressionCodec;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.IntervalCommandLog;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableSchema;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.Location;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import dev.stator.core.summary.SummaryFiles;
import dev.stator.core.worker.Checkpoint;
import dev.stator.core.worker.CheckpointEntry;
import dev.stator.core.worker.CheckpointFile;
import dev.stator.core.worker.FeedPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Builds the worked examples of {@code docs/storage-format.md} with the classes of the engine. */
final class FormatExamples {
  private static final long LOG_ID = 0x0123_4567_89AB_CDEFL;
  private static final long PARTITION = 7;
  private static final long INDEX_PARTITION = 11;
  private static final long NOBODY = 0;
  private static final long TIMESTAMP = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli() * 1000;
  private static final int FILE_LENGTH = 4096;
  private static final int HOUR_MS = 3_600_000;
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("id", ScalarType.S)), List.of());

  private FormatExamples() {}

  /** The example with this name. */
  static byte[] of(String name) {
    return switch (name) {
      case "item" -> bytes(itemOfEveryType());
      case "key" -> keyWithRange();
      case "condition" -> bytes(condition());
      case "command" -> commandBytes();
      case "log-identity" -> log(Path.of("identity"));
      case "log-file" -> log(Path.of("0000000000000001.log"));
      case "segment-1" -> segment("00000000000000000001.segment");
      case "segment-2" -> segment("00000000000000000002.segment");
      case "checkpoint" -> checkpoint();
      case "summary" -> summary();
      case "manifest" -> manifest();
      default -> throw new IllegalArgumentException("no example " + name);
    };
  }

  private static Slice itemOfEveryType() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("id");
    writer.string("user#1");
    writer.name("n");
    writer.number("-12.5");
    writer.name("b");
    writer.binary(new byte[] {0, (byte) 0xFF}, 0, 2);
    writer.name("ok");
    writer.bool(true);
    writer.name("z");
    writer.nul();
    writer.name("m");
    int map = writer.beginMap();
    writer.name("k");
    writer.string("v");
    writer.end(map);
    writer.name("l");
    int list = writer.beginList();
    writer.bool(false);
    writer.number("7");
    writer.end(list);
    writer.name("s");
    int set = writer.beginSet(ValueDescriptor.STRING_SET);
    writer.setElement("y");
    writer.setElement("x");
    writer.endSet(set);
    return new Slice(buffer, 0, writer.position());
  }

  private static byte[] keyWithRange() {
    KeySchema schema =
        new KeySchema(
            List.of(new KeyAttribute("id", ScalarType.S)),
            List.of(new KeyAttribute("n", ScalarType.N), new KeyAttribute("b", ScalarType.B)));
    return key(schema, itemOfEveryType());
  }

  private static byte[] key(KeySchema schema, Slice item) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    int length = KeyCodec.encode(schema, item.buffer(), item.offset(), item.length(), buffer, 0);
    return bytes(new Slice(buffer, 0, length));
  }

  private static Slice condition() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    return new Slice(buffer, 0, ExpressionCodec.encode(isNew(), buffer, 0));
  }

  private static Condition isNew() {
    return new Condition.AttributeNotExists(dev.stator.core.expression.Path.ofAttribute("id"));
  }

  private static Slice smallItem() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("id");
    writer.string("user#1");
    writer.name("n");
    writer.number("7");
    return new Slice(buffer, 0, writer.position());
  }

  private static byte[] commandBytes() {
    CommandEncoder command = put();
    return bytes(new Slice(command.buffer(), 0, command.length()));
  }

  private static CommandEncoder put() {
    Slice item = smallItem();
    return command(CommandDescriptor.PUT, item).item(item, sizeOf(item)).condition(isNew());
  }

  private static CommandEncoder delete() {
    return command(CommandDescriptor.DELETE, smallItem());
  }

  private static CommandEncoder command(byte type, Slice item) {
    CommandEncoder encoder = new CommandEncoder();
    byte[] key = key(KEYS, item);
    encoder.keyBuffer().putBytes(CommandEncoder.KEY_OFFSET, key);
    return encoder.begin(type, NOBODY, PARTITION, TIMESTAMP, key.length);
  }

  private static int sizeOf(Slice item) {
    return ItemScanner.size(item.buffer(), item.offset(), item.length());
  }

  /** One batch of a put and a delete in a new log, whose id is given by its identity. */
  private static byte[] log(Path file) {
    MemoryFileStore store = new MemoryFileStore();
    Path directory = Path.of("/log");
    store.createDirectories(directory);
    store.replace(directory.resolve("identity"), neverOpened());
    CommitLogConfig config =
        CommitLogConfig.DEFAULT.withFileLength(FILE_LENGTH).withRingLength(1 << 16);
    LogPlace place = new LogPlace(store, directory, config, 0);
    try (CommandLog log = IntervalCommandLog.open(place, HOUR_MS, FormatExamples::drop, () -> {})) {
      offer(log, put());
      offer(log, delete());
      log.poll(FormatExamples::drop);
    }
    return store.read(directory.resolve(file));
  }

  private static void offer(CommandLog log, CommandEncoder command) {
    if (log.offer(command.buffer(), 0, command.length()) != CommandLog.Offer.ACCEPTED) {
      throw new IllegalStateException("the log takes no command");
    }
  }

  private static void drop(long epoch, long index, DirectBuffer buffer, int offset, int length) {}

  /** The identity of a log before its first opening, written by hand. */
  private static byte[] neverOpened() {
    ByteBuffer bytes = ByteBuffer.allocate(40).order(LITTLE_ENDIAN);
    bytes.put("STATOR\0\0".getBytes(US_ASCII));
    bytes.put("cmdlogid".getBytes(US_ASCII));
    bytes.putInt(1).putInt(0).putLong(LOG_ID).putLong(0);
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(0, 20));
    crc.update(bytes.slice(24, 16));
    return bytes.putInt(20, (int) crc.getValue()).array();
  }

  /** A put, a delete, and a put of an item that needs the second segment. */
  private static byte[] segment(String file) {
    MemoryFileStore store = new MemoryFileStore();
    Path directory = Path.of("/partitions/7");
    SegmentConfig config = new SegmentConfig(FILE_LENGTH, 2 * FILE_LENGTH, null);
    try (SegmentLog log =
        SegmentLog.open(store, directory, config, PARTITION, 0, (location, record) -> {})) {
      Slice item = smallItem();
      long put = append(log, RecordDescriptor.PUT, 1, 0, item, item);
      append(log, RecordDescriptor.TOMBSTONE, 2, put, item, new Slice(item.buffer(), 0, 0));
      Slice large = largeItem();
      append(log, RecordDescriptor.PUT, 3, 0, large, large);
    }
    return store.read(directory.resolve(file));
  }

  /** Of the first of the segments above. */
  private static byte[] summary() {
    MemoryFileStore store = new MemoryFileStore();
    Path directory = Path.of("/partitions/7");
    store.createDirectories(directory);
    String name = "00000000000000000001";
    store.replace(directory.resolve(name + ".segment"), segment(name + ".segment"));
    try (PageArena arena = new PageArena()) {
      new SummaryFiles(store, directory, PARTITION).write(1, 0xC8, arena, length -> {});
    }
    return store.read(directory.resolve(name + ".summary"));
  }

  private static long append(
      SegmentLog log, byte type, long sequence, long previous, Slice keyed, Slice item) {
    byte[] key = key(KEYS, keyed);
    return log.append(
        type,
        RecordDescriptor.NO_FLAGS,
        sequence,
        TIMESTAMP,
        previous,
        sizeOf(item),
        new UnsafeBuffer(key),
        0,
        key.length,
        item.buffer(),
        item.offset(),
        item.length());
  }

  private static Slice largeItem() {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    writer.name("id");
    writer.string("user#2");
    writer.name("b");
    byte[] content = new byte[FILE_LENGTH];
    Arrays.fill(content, (byte) 'x');
    writer.binary(content, 0, content.length);
    return new Slice(buffer, 0, writer.position());
  }

  /** Of a backup of a table with one partition, whose second segment above was being filled. */
  private static byte[] manifest() {
    long createdMs = TIMESTAMP / 1000;
    TableDefinition table =
        new TableDefinition(
            "users",
            "0e2d3b1a-5c4f-4e6d-8a7b-9c0d1e2f3a4b",
            createdMs,
            TableStatus.ACTIVE,
            new TableSchema(KEYS, KEYS.hash(), List.of(), List.of()),
            new TableCapacity(BillingMode.PAY_PER_REQUEST, Throughput.ZERO, null, null, 0, 0, 0, 0),
            TableOptions.DEFAULT);
    List<SnapshotSegment> segments =
        List.of(new SnapshotSegment(1, 0xC8, 0), new SnapshotSegment(2, 0x1088, 0));
    return ManifestCodec.encode(
        new SnapshotManifest(
            "01767225600000-0badcafe",
            "nightly",
            SnapshotKind.USER,
            createdMs,
            Long.MAX_VALUE,
            table,
            List.of(new SnapshotPartition(PARTITION, segments, 3, TIMESTAMP, 1, 4105))));
  }

  /** The name of the first of the segments above in the archive. */
  static String archivedName() {
    MemoryFileStore store = new MemoryFileStore();
    Path segments = Path.of("/partitions/7");
    Path archive = Path.of("/archive/7");
    String name = "00000000000000000001.segment";
    store.replace(segments.resolve(name), segment(name));
    new SegmentArchive(store, segments, archive)
        .add(new SealedSegment(1, 0xC8, Location.of(2, 0x1088)), TIMESTAMP);
    return String.valueOf(store.list(archive).getFirst().getFileName());
  }

  private static byte[] checkpoint() {
    MemoryFileStore store = new MemoryFileStore();
    Path path = Path.of("/checkpoint");
    PartitionState base =
        new PartitionState(
            PARTITION,
            location(2, 0xC8),
            List.of(new SealedSegment(1, 0xFF0, location(2, 0x88))),
            2,
            TIMESTAMP,
            Map.of());
    PartitionState index =
        new PartitionState(
            INDEX_PARTITION, location(1, 0x90), List.of(), 1, TIMESTAMP, Map.of(PARTITION, 1L));
    CheckpointFile.write(
        store,
        path,
        new Checkpoint(
            2,
            Map.of(
                PARTITION,
                new CheckpointEntry(
                    base, Map.of(INDEX_PARTITION, new FeedPosition(location(2, 0x40), false))),
                INDEX_PARTITION,
                new CheckpointEntry(index, Map.of()))));
    return store.read(path);
  }

  private static long location(int segment, int offset) {
    return Location.of(segment, offset);
  }

  private static byte[] bytes(Slice slice) {
    byte[] bytes = new byte[slice.length()];
    slice.buffer().getBytes(slice.offset(), bytes);
    return bytes;
  }
}
