package dev.stator.core.segment;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** CRC32C over ranges of one buffer, without allocation per range. Used by one thread. */
final class Checksum {
  private final CRC32C crc = new CRC32C();
  private final ByteBuffer bytes;

  Checksum(DirectBuffer buffer) {
    bytes = bytesOf(buffer);
  }

  int of(int offset, int length) {
    crc.reset();
    crc.update(bytes.limit(offset + length).position(offset));
    return (int) crc.getValue();
  }

  private static ByteBuffer bytesOf(DirectBuffer buffer) {
    @Nullable ByteBuffer backing = buffer.byteBuffer();
    if (backing != null) {
      return backing.duplicate().clear().slice(buffer.wrapAdjustment(), buffer.capacity());
    }
    byte @Nullable [] array = buffer.byteArray();
    if (array != null) {
      return ByteBuffer.wrap(array, buffer.wrapAdjustment(), buffer.capacity()).slice();
    }
    return atAddress(buffer.addressOffset(), buffer.capacity());
  }

  /** A mapping has an address only; the owner of the segment keeps it mapped. */
  @SuppressWarnings("restricted")
  private static ByteBuffer atAddress(long address, int length) {
    return MemorySegment.ofAddress(address).reinterpret(length).asByteBuffer();
  }
}
