package dev.stator.core.capacity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.AttributeCursor;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Limits;
import dev.stator.core.model.Projection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What one secondary index keeps of an item: the keys of the index and of the table and the
 * projected attributes, in the order of the item.
 *
 * <p>Used by one thread at a time; allocates nothing per item.
 */
public final class IndexProjection {
  private final KeyPart[] keys;
  private final byte[][] names;
  private final boolean everything;
  private final AttributeCursor cursor = new AttributeCursor();

  public IndexProjection(KeySchema table, KeySchema index, Projection projection) {
    keys = keyParts(index);
    everything = projection.type() == Projection.Type.ALL;
    names = projectedNames(table, index, projection);
  }

  private IndexProjection(IndexProjection other) {
    keys = other.keys;
    names = other.names;
    everything = other.everything;
  }

  /** The same for another thread. */
  public IndexProjection copy() {
    return new IndexProjection(this);
  }

  /** Whether the entry of an item may be another one when the attribute of this name changes. */
  public boolean keeps(byte[] name) {
    if (everything) {
      return true;
    }
    for (byte[] kept : names) {
      if (Arrays.equals(kept, name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the index has an entry for the item: all key attributes of the index exist, have the
   * right type and a size a key may have.
   */
  public boolean indexes(DirectBuffer item, int offset, int length) {
    for (KeyPart key : keys) {
      int value = ItemScanner.find(item, offset, length, key.name);
      if (value < 0 || ValueScanner.tag(item, value) != key.tag) {
        return false;
      }
      int size = ValueScanner.payloadLength(item, value);
      if (size == 0 || size > key.maxSize) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes the entry of an item that this index {@link #indexes}.
   *
   * @return the length of the entry, itself an item
   */
  public int project(
      DirectBuffer item, int offset, int length, MutableDirectBuffer out, int outOffset) {
    if (everything) {
      out.putBytes(outOffset, item, offset, length);
      return length;
    }
    int position = outOffset;
    int start = offset;
    cursor.wrap(item, offset, length);
    while (cursor.next()) {
      int attributeLength = cursor.valueOffset() + cursor.valueLength() - start;
      if (keeps(item)) {
        out.putBytes(position, item, start, attributeLength);
        position += attributeLength;
      }
      start += attributeLength;
    }
    return position - outOffset;
  }

  /** DynamoDB's size in bytes of the entry of an item. */
  public int size(DirectBuffer item, int offset, int length) {
    if (everything) {
      return ItemScanner.size(item, offset, length);
    }
    int size = 0;
    cursor.wrap(item, offset, length);
    while (cursor.next()) {
      if (keeps(item)) {
        size += cursor.nameLength() + ValueScanner.size(item, cursor.valueOffset());
      }
    }
    return size;
  }

  /** Whether two indexed images of one item have the same key in the index. */
  public boolean sameKey(
      DirectBuffer before,
      int beforeOffset,
      int beforeLength,
      DirectBuffer after,
      int afterOffset,
      int afterLength) {
    for (KeyPart key : keys) {
      int left = ItemScanner.find(before, beforeOffset, beforeLength, key.name);
      int right = ItemScanner.find(after, afterOffset, afterLength, key.name);
      if (!ValueScanner.equal(before, left, after, right)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two images of one item have the same entry, whatever the order of attributes. */
  public boolean sameEntry(
      DirectBuffer before,
      int beforeOffset,
      int beforeLength,
      DirectBuffer after,
      int afterOffset,
      int afterLength) {
    int count = 0;
    cursor.wrap(before, beforeOffset, beforeLength);
    while (cursor.next()) {
      if (keeps(before)) {
        count++;
        int other =
            ItemScanner.find(
                after, afterOffset, afterLength, before, cursor.nameOffset(), cursor.nameLength());
        if (other < 0 || !ValueScanner.equal(before, cursor.valueOffset(), after, other)) {
          return false;
        }
      }
    }
    return count == count(after, afterOffset, afterLength);
  }

  private int count(DirectBuffer item, int offset, int length) {
    int count = 0;
    cursor.wrap(item, offset, length);
    while (cursor.next()) {
      if (keeps(item)) {
        count++;
      }
    }
    return count;
  }

  private boolean keeps(DirectBuffer item) {
    if (everything) {
      return true;
    }
    int length = cursor.nameLength();
    for (byte[] name : names) {
      if (name.length == length && matches(item, cursor.nameOffset(), name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(DirectBuffer item, int offset, byte[] name) {
    for (int i = 0; i < name.length; i++) {
      if (item.getByte(offset + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private static byte[][] projectedNames(KeySchema table, KeySchema index, Projection projection) {
    Set<String> names = new LinkedHashSet<>();
    for (List<KeyAttribute> part :
        List.of(index.hash(), index.range(), table.hash(), table.range())) {
      part.forEach(key -> names.add(key.name()));
    }
    if (projection.type() == Projection.Type.INCLUDE) {
      names.addAll(projection.nonKeyAttributes());
    }
    byte[][] encoded = new byte[names.size()][];
    int next = 0;
    for (String name : names) {
      encoded[next++] = name.getBytes(UTF_8);
    }
    return encoded;
  }

  private static KeyPart[] keyParts(KeySchema index) {
    List<KeyPart> parts = new ArrayList<>();
    index.hash().forEach(key -> parts.add(KeyPart.of(key, Limits.MAX_HASH_KEY_SIZE)));
    index.range().forEach(key -> parts.add(KeyPart.of(key, Limits.MAX_RANGE_KEY_SIZE)));
    return parts.toArray(KeyPart[]::new);
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody; the array is the cached name
  private record KeyPart(byte[] name, byte tag, int maxSize) {
    static KeyPart of(KeyAttribute key, int maxSize) {
      return new KeyPart(key.utf8(), key.type().tag(), maxSize);
    }
  }
}
