package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A record as a test appended it, to compare with what is read. */
@SuppressWarnings("ArrayRecordComponent") // compared field by field
record Appended(
    byte type,
    long sequence,
    long timestampMicros,
    long previous,
    int itemSize,
    byte[] key,
    byte[] item) {

  static Appended put(long sequence, byte[] key, byte[] item) {
    return new Appended(
        RecordDescriptor.PUT, sequence, 1_000_000 + sequence, 0, item.length + 3, key, item);
  }

  static Appended put(long sequence, int keyLength, int itemLength) {
    Random random = new Random(sequence);
    return put(sequence, bytes(random, keyLength), bytes(random, itemLength));
  }

  static Appended random(Random random, long sequence, int maximumItemLength) {
    boolean put = random.nextInt(8) != 0;
    return new Appended(
        put ? RecordDescriptor.PUT : RecordDescriptor.TOMBSTONE,
        sequence,
        random.nextLong(),
        random.nextLong(),
        random.nextInt(),
        bytes(random, 1 + random.nextInt(40)),
        bytes(random, put ? random.nextInt(maximumItemLength + 1) : 0));
  }

  long appendTo(SegmentLog log) {
    // Away from the start of their buffers, so that offsets matter.
    DirectBuffer keyBuffer = shifted(key, 3);
    DirectBuffer itemBuffer = shifted(item, 5);
    return log.append(
        type,
        RecordDescriptor.NO_FLAGS,
        sequence,
        timestampMicros,
        previous,
        itemSize,
        keyBuffer,
        3,
        key.length,
        itemBuffer,
        5,
        item.length);
  }

  void assertShownBy(RecordView view) {
    byte[] foundKey = new byte[view.keyLength()];
    view.buffer().getBytes(view.keyOffset(), foundKey);
    byte[] foundItem = new byte[view.itemLength()];
    view.buffer().getBytes(view.itemOffset(), foundItem);

    assertThat(view.sequence()).isEqualTo(sequence);
    assertThat(view.type()).isEqualTo(type);
    assertThat(view.timestampMicros()).isEqualTo(timestampMicros);
    assertThat(view.previous()).isEqualTo(previous);
    assertThat(view.itemSize()).isEqualTo(itemSize);
    assertThat(foundKey).isEqualTo(key);
    assertThat(foundItem).isEqualTo(item);
  }

  private static DirectBuffer shifted(byte[] bytes, int by) {
    UnsafeBuffer buffer = new UnsafeBuffer(new byte[bytes.length + by + 1]);
    buffer.putBytes(by, bytes);
    return buffer;
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
