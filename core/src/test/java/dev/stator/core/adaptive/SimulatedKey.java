package dev.stator.core.adaptive;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.codec.KeyHash;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** An encoded key: hash, partition key, sort key. */
record SimulatedKey(UnsafeBuffer bytes, long hash) {
  static SimulatedKey of(String partitionKey) {
    return of(partitionKey, "");
  }

  static SimulatedKey of(String partitionKey, String sortKey) {
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(64);
    int collection = component(buffer, Long.BYTES, partitionKey);
    long hash = KeyHash.hash(buffer, Long.BYTES, collection);
    buffer.putLong(0, hash, BIG_ENDIAN);
    int length = Long.BYTES + collection;
    if (!sortKey.isEmpty()) {
      length += component(buffer, length, sortKey);
    }
    return new SimulatedKey(new UnsafeBuffer(buffer, 0, length), hash);
  }

  private static int component(ExpandableArrayBuffer buffer, int offset, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    buffer.putBytes(offset, bytes);
    buffer.putShort(offset + bytes.length, (short) 0);
    return bytes.length + Short.BYTES;
  }
}
