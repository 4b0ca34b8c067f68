package dev.stator.core.backup;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

import dev.stator.core.catalog.CatalogCodec;
import dev.stator.core.catalog.CatalogEntry;
import dev.stator.core.codec.Slice;
import dev.stator.core.error.StorageException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The bytes of the manifest of a snapshot; integers are little-endian.
 *
 * <pre>
 * | offset | size | field                                                              |
 * |-------:|-----:|--------------------------------------------------------------------|
 * |      0 |    8 | magic "STATORBK"                                                   |
 * |      8 |    4 | version: 2 with partitions that were split, otherwise 1            |
 * |     12 |    4 | CRC32C of everything after this field                              |
 * |     16 |    8 | when it was taken, epoch milliseconds                              |
 * |     24 |    8 | from when on it can be read, epoch microseconds; 2^63 - 1: only as |
 * |        |      | of when it was taken                                               |
 * |     32 |    4 | kind: 0 = user, 1 = system, 2 = task                               |
 * |     36 |    4 | number of partitions                                               |
 * |     40 |      | id, name, table: each its length (4) and bytes                     |
 * |        |      | partitions, in the order of their ranges of the hash; then those   |
 * |        |      | that were split                                                    |
 *
 * table: the item of the table in the catalog
 * partition: id, sequence, timestamp, items, bytes of items (8 bytes each), in version 2 its tenure
 * (parent, from, sequence, until: 8 bytes each), number of segments (4), segments (number: 4, end of
 * the records: 4, timestamp when it was emptied: 8)
 * </pre>
 */
public final class ManifestCodec {
  static final long MAGIC = 0x4B42_524F_5441_5453L; // "STATORBK" in little-endian order
  static final int VERSION = 1;
  static final int VERSION_WITH_TENURES = 2;
  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
  static final int CHECKSUM_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
  static final int CREATED_OFFSET = CHECKSUM_OFFSET + SIZE_OF_INT;
  static final int FROM_OFFSET = CREATED_OFFSET + SIZE_OF_LONG;
  static final int KIND_OFFSET = FROM_OFFSET + SIZE_OF_LONG;
  static final int COUNT_OFFSET = KIND_OFFSET + SIZE_OF_INT;
  static final int TEXTS_OFFSET = COUNT_OFFSET + SIZE_OF_INT;

  private ManifestCodec() {}

  public static byte[] encode(SnapshotManifest manifest) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
    buffer.putLong(MAGIC_OFFSET, MAGIC, LITTLE_ENDIAN);
    int version = version(manifest);
    buffer.putInt(VERSION_OFFSET, version, LITTLE_ENDIAN);
    buffer.putLong(CREATED_OFFSET, manifest.createdMs(), LITTLE_ENDIAN);
    buffer.putLong(FROM_OFFSET, manifest.fromMicros(), LITTLE_ENDIAN);
    buffer.putInt(KIND_OFFSET, manifest.kind().code(), LITTLE_ENDIAN);
    buffer.putInt(COUNT_OFFSET, manifest.partitions().size(), LITTLE_ENDIAN);
    int position = putText(buffer, TEXTS_OFFSET, manifest.id());
    position = putText(buffer, position, manifest.name());
    position = putTable(buffer, position, manifest);
    for (SnapshotPartition partition : manifest.partitions()) {
      position = putPartition(buffer, position, partition, version);
    }
    buffer.putInt(CHECKSUM_OFFSET, checksum(buffer.byteArray(), position), LITTLE_ENDIAN);
    byte[] bytes = new byte[position];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  /** The earliest version that has what the manifest says. */
  private static int version(SnapshotManifest manifest) {
    return manifest.partitions().stream().allMatch(p -> p.tenure().equals(Tenure.ALWAYS))
        ? VERSION
        : VERSION_WITH_TENURES;
  }

  private static int putTable(ExpandableArrayBuffer buffer, int position, SnapshotManifest from) {
    List<Long> ids = from.partitions().stream().map(SnapshotPartition::id).toList();
    Slice item = CatalogCodec.encode(new CatalogEntry(from.table(), ids, Map.of()));
    buffer.putInt(position, item.length(), LITTLE_ENDIAN);
    buffer.putBytes(position + SIZE_OF_INT, item.buffer(), item.offset(), item.length());
    return position + SIZE_OF_INT + item.length();
  }

  private static int putPartition(
      ExpandableArrayBuffer buffer, int start, SnapshotPartition partition, int version) {
    int position = putLong(buffer, start, partition.id());
    position = putLong(buffer, position, partition.sequence());
    position = putLong(buffer, position, partition.timestamp());
    position = putLong(buffer, position, partition.itemCount());
    position = putLong(buffer, position, partition.itemBytes());
    if (version == VERSION_WITH_TENURES) {
      position = putTenure(buffer, position, partition.tenure());
    }
    buffer.putInt(position, partition.segments().size(), LITTLE_ENDIAN);
    position += SIZE_OF_INT;
    for (SnapshotSegment segment : partition.segments()) {
      buffer.putInt(position, segment.number(), LITTLE_ENDIAN);
      buffer.putInt(position + SIZE_OF_INT, segment.end(), LITTLE_ENDIAN);
      position = putLong(buffer, position + 2 * SIZE_OF_INT, segment.emptiedMicros());
    }
    return position;
  }

  private static int putTenure(ExpandableArrayBuffer buffer, int start, Tenure tenure) {
    int position = putLong(buffer, start, tenure.parent());
    position = putLong(buffer, position, tenure.fromMicros());
    position = putLong(buffer, position, tenure.fromSequence());
    return putLong(buffer, position, tenure.untilMicros());
  }

  private static int putLong(ExpandableArrayBuffer buffer, int position, long value) {
    buffer.putLong(position, value, LITTLE_ENDIAN);
    return position + SIZE_OF_LONG;
  }

  private static int putText(ExpandableArrayBuffer buffer, int position, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    buffer.putInt(position, bytes.length, LITTLE_ENDIAN);
    buffer.putBytes(position + SIZE_OF_INT, bytes);
    return position + SIZE_OF_INT + bytes.length;
  }

  /**
   * Reads a manifest.
   *
   * @param path of the file, for what is said when it is wrong
   * @throws StorageException when the bytes are damaged or of another version
   */
  public static SnapshotManifest decode(Path path, byte[] bytes) {
    UnsafeBuffer buffer = new UnsafeBuffer(bytes);
    if (bytes.length < TEXTS_OFFSET
        || buffer.getLong(MAGIC_OFFSET, LITTLE_ENDIAN) != MAGIC
        || buffer.getInt(CHECKSUM_OFFSET, LITTLE_ENDIAN) != checksum(bytes, bytes.length)) {
      throw new StorageException("corrupt manifest of a backup: file=" + path);
    }
    int version = buffer.getInt(VERSION_OFFSET, LITTLE_ENDIAN);
    if (version != VERSION && version != VERSION_WITH_TENURES) {
      throw new StorageException(
          "manifest of another version: file=%s, expected=%d or %d, actual=%d"
              .formatted(path, VERSION, VERSION_WITH_TENURES, version));
    }
    try {
      ByteBuffer source = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).position(CREATED_OFFSET);
      return decode(source, version);
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new StorageException("corrupt manifest of a backup: file=" + path, e);
    }
  }

  private static SnapshotManifest decode(ByteBuffer source, int version) {
    long created = source.getLong();
    long from = source.getLong();
    SnapshotKind kind = SnapshotKind.of(source.getInt());
    int count = source.getInt();
    String id = new String(bytes(source), UTF_8);
    String name = new String(bytes(source), UTF_8);
    byte[] item = bytes(source);
    CatalogEntry table = CatalogCodec.decode(new Slice(new UnsafeBuffer(item), 0, item.length));
    List<SnapshotPartition> partitions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      partitions.add(partition(source, version));
    }
    return new SnapshotManifest(id, name, kind, created, from, table.definition(), partitions);
  }

  private static SnapshotPartition partition(ByteBuffer source, int version) {
    long id = source.getLong();
    long sequence = source.getLong();
    long timestamp = source.getLong();
    long items = source.getLong();
    long itemBytes = source.getLong();
    Tenure tenure = version == VERSION_WITH_TENURES ? tenure(source) : Tenure.ALWAYS;
    int count = source.getInt();
    List<SnapshotSegment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      segments.add(new SnapshotSegment(source.getInt(), source.getInt(), source.getLong()));
    }
    return new SnapshotPartition(id, segments, sequence, timestamp, items, itemBytes, tenure);
  }

  private static Tenure tenure(ByteBuffer source) {
    return new Tenure(source.getLong(), source.getLong(), source.getLong(), source.getLong());
  }

  private static byte[] bytes(ByteBuffer source) {
    int length = source.getInt();
    if (length < 0 || length > source.remaining()) {
      throw new IndexOutOfBoundsException(length);
    }
    byte[] bytes = new byte[length];
    source.get(bytes);
    return bytes;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, CREATED_OFFSET, length - CREATED_OFFSET);
    return (int) crc.getValue();
  }
}
