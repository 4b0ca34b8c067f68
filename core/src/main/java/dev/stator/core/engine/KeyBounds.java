package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.backup.KeyRange;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.KeyHash;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueDescriptor;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.error.RequestException;
import dev.stator.core.expression.KeyCondition;
import dev.stator.core.expression.RangeTest;
import dev.stator.core.model.KeySchema;
import dev.stator.core.partition.Bounds;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Turns conditions on keys and start keys into ranges of encoded keys. */
public final class KeyBounds {
  private static final int TERMINATOR_LENGTH = 2;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(256);

  /** The range of keys of a snapshot that a key condition selects. */
  public static KeyRange ofSnapshot(KeyCondition condition) {
    Bounds bounds = new KeyBounds().of(condition, null);
    byte[] lower = bounds.lower();
    return lower == null ? KeyRange.ALL : new KeyRange(lower, bounds.upper());
  }

  /** The range of keys that a key condition selects. */
  Bounds of(KeyCondition condition, byte @Nullable [] resume) {
    int length = KeyCodec.HASH_LENGTH;
    for (Slice value : condition.hashValues()) {
      length += append(value, length);
    }
    long hash = KeyHash.hash(buffer, KeyCodec.HASH_LENGTH, length - KeyCodec.HASH_LENGTH);
    buffer.putLong(0, hash, BIG_ENDIAN);
    for (Slice value : condition.rangeEquals()) {
      length += append(value, length);
    }
    byte[] prefix = take(length);
    RangeTest test = condition.rangeTest();
    return test == null
        ? new Bounds(prefix, successor(prefix), resume)
        : bounds(test, prefix, resume);
  }

  private Bounds bounds(RangeTest test, byte[] prefix, byte @Nullable [] resume) {
    byte[] low = extend(prefix, test.low());
    return switch (test.operator()) {
      case LT -> new Bounds(prefix, low, resume);
      case LE -> new Bounds(prefix, successor(low), resume);
      case GT -> new Bounds(successor(low), successor(prefix), resume);
      case GE -> new Bounds(low, successor(prefix), resume);
      case BETWEEN -> {
        Slice high = test.high();
        yield new Bounds(low, successor(extend(prefix, high == null ? test.low() : high)), resume);
      }
      case BEGINS_WITH -> {
        byte[] start = withoutTerminator(low, test.low());
        yield new Bounds(start, successor(start), resume);
      }
    };
  }

  /** The range of keys whose hashes are in one of equal segments of the range of the hash. */
  static Bounds ofSegment(long firstHash, boolean last, long nextHash, byte @Nullable [] resume) {
    return new Bounds(bytes(firstHash), last ? null : bytes(nextHash), resume);
  }

  /**
   * The encoded key of a start key.
   *
   * @throws RequestException when an attribute is missing or of another type
   */
  byte[] resume(KeySchema entryKey, Slice startKey) {
    int length =
        KeyCodec.encode(
            entryKey, startKey.buffer(), startKey.offset(), startKey.length(), buffer, 0);
    if (length < 0) {
      throw RequestException.validation("The provided starting key is invalid");
    }
    return take(length);
  }

  static long hashOf(byte[] key) {
    long hash = 0;
    for (int i = 0; i < KeyCodec.HASH_LENGTH; i++) {
      hash = hash << Byte.SIZE | (key[i] & 0xFF);
    }
    return hash;
  }

  private int append(Slice value, int at) {
    return KeyCodec.component(value.buffer(), value.offset(), buffer, at);
  }

  private byte[] extend(byte[] prefix, Slice value) {
    buffer.putBytes(0, prefix);
    return take(prefix.length + append(value, prefix.length));
  }

  private byte[] take(int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  private static byte[] withoutTerminator(byte[] key, Slice value) {
    boolean number = ValueScanner.tag(value.buffer(), value.offset()) == ValueDescriptor.NUMBER;
    return number ? key : Arrays.copyOf(key, key.length - TERMINATOR_LENGTH);
  }

  /** The least key greater than all keys that start with the prefix; null when there is none. */
  private static byte @Nullable [] successor(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] next = Arrays.copyOf(prefix, i + 1);
        next[i]++;
        return next;
      }
    }
    return null;
  }

  private static byte[] bytes(long hash) {
    byte[] bytes = new byte[KeyCodec.HASH_LENGTH];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (hash >>> (Long.SIZE - Byte.SIZE * (i + 1)));
    }
    return bytes;
  }
}
