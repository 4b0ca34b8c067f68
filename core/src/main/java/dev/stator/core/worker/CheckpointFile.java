package dev.stator.core.worker;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SealedSegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The file that keeps the checkpoint of a worker; replaced as a whole. Integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                              |
 * |-------:|-----:|--------------------------------------------------------------------|
 * |      0 |    8 | magic "STATORCK"                                                   |
 * |      8 |    4 | version, 2, or 3 when commands wait, or 4 when a partition is not open |
 * |     12 |    4 | CRC32C of everything after this field                              |
 * |     16 |    8 | index of the last command included                                 |
 * |     24 |    4 | number of partitions                                               |
 * |     28 |      | partitions, ascending by id                                        |
 * |        |    4 | version 3 and 4: number of commands that wait                      |
 * |        |      | version 3 and 4: commands, in their order                          |
 * |        |    4 | version 4: number of partitions that are not open                  |
 * |        |      | version 4: these, ascending by id                                  |
 *
 * partition: id, head, sequence, timestamp (8 bytes each), number of sources (4), number of feeds (4),
 * number of full segments (4), sources (base partition id, sequence: 8 bytes each), feeds (index id,
 * location: 8 bytes each; the highest bit of the location is set while the index is being filled),
 * segments (number: 4, end of the records: 4, head when it was emptied: 8)
 *
 * command: index (8), 1 when its sender was told that it was not carried out, else 0 (1), length (4),
 * bytes
 *
 * partition that is not open: id (8), 1 = closing, 2 = closed (1)
 * </pre>
 */
public final class CheckpointFile {
  static final long MAGIC = 0x4B43_524F_5441_5453L; // "STATORCK" in little-endian order
  static final int VERSION = 2;
  static final int VERSION_WITH_WAITING = 3;
  static final int VERSION_WITH_GATES = 4;
  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
  static final int CHECKSUM_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
  static final int INDEX_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int COUNT_OFFSET = INDEX_OFFSET + SIZE_OF_LONG;
  static final int PARTITIONS_OFFSET = COUNT_OFFSET + SIZE_OF_INT;

  private CheckpointFile() {}

  public static void write(FileStore store, Path path, Checkpoint checkpoint) {
    store.replace(path, encode(checkpoint));
  }

  /**
   * Reads the checkpoint; {@link Checkpoint#NONE} when there is no file.
   *
   * @throws StorageException when the file is damaged or of another version
   */
  public static Checkpoint read(FileStore store, Path path) {
    return store.exists(path) ? decode(path, store.read(path)) : Checkpoint.NONE;
  }

  static byte[] encode(Checkpoint checkpoint) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);
    buffer.putLong(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
    int version = versionOf(checkpoint);
    buffer.putInt(VERSION_OFFSET, version, LITTLE_ENDIAN);
    buffer.putLong(INDEX_OFFSET, checkpoint.index(), LITTLE_ENDIAN);
    buffer.putInt(COUNT_OFFSET, checkpoint.entries().size(), LITTLE_ENDIAN);
    int position = PARTITIONS_OFFSET;
    for (CheckpointEntry entry : new TreeMap<>(checkpoint.entries()).values()) {
      position = encode(entry, buffer, position);
    }
    if (version >= VERSION_WITH_WAITING) {
      position = encode(checkpoint.waiting(), buffer, position);
    }
    if (version == VERSION_WITH_GATES) {
      position = encodeGates(checkpoint, buffer, position);
    }
    buffer.putInt(CHECKSUM_OFFSET, checksum(buffer.byteArray(), position), LITTLE_ENDIAN);
    byte[] bytes = new byte[position];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** The lowest that has room for what is there: earlier servers read what they know. */
  private static int versionOf(Checkpoint checkpoint) {
    if (!gates(checkpoint).isEmpty()) {
      return VERSION_WITH_GATES;
    }
    return checkpoint.waiting().isEmpty() ? VERSION : VERSION_WITH_WAITING;
  }

  /** Of the partitions that are not open, ascending by id. */
  private static Map<Long, Gate> gates(Checkpoint checkpoint) {
    Map<Long, Gate> gates = new TreeMap<>();
    for (CheckpointEntry entry : checkpoint.entries().values()) {
      if (entry.state().gate() != Gate.OPEN) {
        gates.put(entry.state().id(), entry.state().gate());
      }
    }
    return gates;
  }

  private static int encodeGates(Checkpoint checkpoint, ExpandableArrayBuffer buffer, int start) {
    Map<Long, Gate> gates = gates(checkpoint);
    buffer.putInt(start, gates.size(), LITTLE_ENDIAN);
    int position = start + SIZE_OF_INT;
    for (Map.Entry<Long, Gate> gate : gates.entrySet()) {
      position = putLong(buffer, position, gate.getKey());
      buffer.putByte(position++, (byte) gate.getValue().code());
    }
    return position;
  }

  private static int encode(CheckpointEntry entry, ExpandableArrayBuffer buffer, int start) {
    PartitionState state = entry.state();
    int position = start;
    position = putLong(buffer, position, state.id());
    position = putLong(buffer, position, state.head());
    position = putLong(buffer, position, state.sequence());
    position = putLong(buffer, position, state.timestamp());
    buffer.putInt(position, state.sources().size(), LITTLE_ENDIAN);
    buffer.putInt(position + SIZE_OF_INT, entry.feeds().size(), LITTLE_ENDIAN);
    buffer.putInt(position + 2 * SIZE_OF_INT, state.segments().size(), LITTLE_ENDIAN);
    position += 3 * SIZE_OF_INT;
    position = putPairs(buffer, position, state.sources());
    Map<Long, Long> feeds = new HashMap<>();
    entry.feeds().forEach((index, feed) -> feeds.put(index, feed.encoded()));
    position = putPairs(buffer, position, feeds);
    for (SealedSegment segment : state.segments()) {
      buffer.putInt(position, segment.number(), LITTLE_ENDIAN);
      buffer.putInt(position + SIZE_OF_INT, segment.end(), LITTLE_ENDIAN);
      position = putLong(buffer, position + 2 * SIZE_OF_INT, segment.emptied());
    }
    return position;
  }

  private static int encode(List<WaitingCommand> waiting, ExpandableArrayBuffer buffer, int start) {
    buffer.putInt(start, waiting.size(), LITTLE_ENDIAN);
    int position = start + SIZE_OF_INT;
    for (WaitingCommand command : waiting) {
      position = putLong(buffer, position, command.index());
      buffer.putByte(position, (byte) (command.told() ? 1 : 0));
      buffer.putInt(position + 1, command.bytes().length, LITTLE_ENDIAN);
      position += 1 + SIZE_OF_INT;
      buffer.putBytes(position, command.bytes());
      position += command.bytes().length;
    }
    return position;
  }

  private static int putPairs(ExpandableArrayBuffer buffer, int start, Map<Long, Long> pairs) {
    int position = start;
    for (Map.Entry<Long, Long> pair : new TreeMap<>(pairs).entrySet()) {
      position = putLong(buffer, position, pair.getKey());
      position = putLong(buffer, position, pair.getValue());
    }
    return position;
  }

  private static int putLong(ExpandableArrayBuffer buffer, int position, long value) {
    buffer.putLong(position, value, LITTLE_ENDIAN);
    return position + SIZE_OF_LONG;
  }

  static Checkpoint decode(Path path, byte[] bytes) {
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    if (bytes.length < PARTITIONS_OFFSET
        || buffer.getLong(MAGIC_OFFSET, LITTLE_ENDIAN) != MAGIC
        || buffer.getInt(CHECKSUM_OFFSET, LITTLE_ENDIAN) != checksum(bytes, bytes.length)) {
      throw corrupt(path);
    }
    int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version < VERSION || version > VERSION_WITH_GATES) {
      throw new StorageException(
          "checkpoint of another version: file="
              + path
              + ", expected="
              + VERSION
              + ", actual="
              + version);
    }
    ByteBuffer source = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).position(INDEX_OFFSET);
    long index = source.getLong();
    int count = source.getInt();
    Map<Long, CheckpointEntry> entries = new HashMap<>();
    for (int i = 0; i < count; i++) {
      CheckpointEntry entry = decode(source);
      entries.put(entry.state().id(), entry);
    }
    List<WaitingCommand> waiting = List.of();
    if (version >= VERSION_WITH_WAITING && source.hasRemaining()) {
      waiting = decodeWaiting(source);
    }
    if (version == VERSION_WITH_GATES && source.hasRemaining()) {
      decodeGates(source, entries);
    }
    Checkpoint checkpoint = new Checkpoint(index, entries, waiting);
    if (source.hasRemaining() || versionOf(checkpoint) != version) {
      throw corrupt(path); // the version is not under the checksum
    }
    return checkpoint;
  }

  private static void decodeGates(ByteBuffer source, Map<Long, CheckpointEntry> entries) {
    int count = source.getInt();
    for (int i = 0; i < count; i++) {
      long id = source.getLong();
      Gate gate = Gate.of(source.get());
      entries.computeIfPresent(
          id, (_, entry) -> new CheckpointEntry(entry.state().withGate(gate), entry.feeds()));
    }
  }

  private static StorageException corrupt(Path path) {
    return new StorageException("corrupt checkpoint: file=" + path);
  }

  private static List<WaitingCommand> decodeWaiting(ByteBuffer source) {
    int count = source.getInt();
    List<WaitingCommand> waiting = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long index = source.getLong();
      boolean told = source.get() != 0;
      byte[] bytes = new byte[source.getInt()];
      source.get(bytes);
      waiting.add(new WaitingCommand(index, told, bytes));
    }
    return waiting;
  }

  private static CheckpointEntry decode(ByteBuffer source) {
    long id = source.getLong();
    long head = source.getLong();
    long sequence = source.getLong();
    long timestamp = source.getLong();
    int sources = source.getInt();
    int feedCount = source.getInt();
    int segmentCount = source.getInt();
    Map<Long, Long> applied = pairs(source, sources);
    Map<Long, FeedPosition> feeds = new HashMap<>();
    pairs(source, feedCount)
        .forEach((index, encoded) -> feeds.put(index, FeedPosition.decode(encoded)));
    List<SealedSegment> segments = new ArrayList<>();
    for (int i = 0; i < segmentCount; i++) {
      segments.add(new SealedSegment(source.getInt(), source.getInt(), source.getLong()));
    }
    return new CheckpointEntry(
        new PartitionState(id, head, segments, sequence, timestamp, applied), feeds);
  }

  private static Map<Long, Long> pairs(ByteBuffer source, int count) {
    Map<Long, Long> pairs = new HashMap<>();
    for (int i = 0; i < count; i++) {
      pairs.put(source.getLong(), source.getLong());
    }
    return pairs;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, INDEX_OFFSET, length - INDEX_OFFSET);
    return (int) crc.getValue();
  }
}
