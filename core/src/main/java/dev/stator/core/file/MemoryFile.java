package dev.stator.core.file;

import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Zeroed memory outside the heap with a count of the names and openings that use it; freed with the
 * last of them. It does not count against the JVM's limit of direct buffers.
 */
final class MemoryFile {
  private static final int ALIGNMENT = 4096;

  private final long allocation;
  private final UnsafeBuffer buffer;
  private int users;

  MemoryFile(int length) {
    long size = (long) length + ALIGNMENT;
    allocation = UnsafeApi.allocateMemory(size);
    UnsafeApi.setMemory(allocation, size, (byte) 0);
    buffer = new UnsafeBuffer((allocation + ALIGNMENT - 1) & -ALIGNMENT, length);
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  synchronized byte[] toByteArray() {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.getBytes(0, bytes);
    return bytes;
  }

  synchronized void retain() {
    users++;
  }

  synchronized void release() {
    users--;
    if (users == 0) {
      buffer.wrap(0, 0);
      UnsafeApi.freeMemory(allocation);
    }
  }
}
