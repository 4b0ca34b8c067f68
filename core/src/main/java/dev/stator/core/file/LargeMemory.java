package dev.stator.core.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.UnsafeApi;

/**
 * Memory outside the heap that is read at random: in huge pages where the system gives them to who
 * asks, since a lookup in a large structure is mostly misses of the TLB otherwise. It takes no
 * memory before it is written.
 */
public final class LargeMemory implements AutoCloseable {
  private static final long HUGE_PAGE = 2 * 1024 * 1024;

  private final long allocated;
  private final long address;
  private boolean closed;

  private LargeMemory(long allocated, long address) {
    this.allocated = allocated;
    this.address = address;
  }

  /**
   * Memory of undefined content.
   *
   * @param length in bytes, a multiple of 2 MiB, large enough that the system maps it for itself
   */
  public static LargeMemory allocate(long length) {
    if (length <= 0 || length % HUGE_PAGE != 0) {
      throw new IllegalArgumentException("length=" + length);
    }
    long allocated = UnsafeApi.allocateMemory(length + HUGE_PAGE);
    long address = (allocated + HUGE_PAGE - 1) & -HUGE_PAGE;
    PosixCalls.preferHugePages(address, length);
    return new LargeMemory(allocated, address);
  }

  /**
   * A buffer of zeros, as {@link ByteBuffer#allocateDirect} makes it, but in huge pages where there
   * are any: a system that gives memory in pages of 4 KiB takes many times as long for it, which is
   * most of what a start would wait for.
   *
   * @param length in bytes
   * @param arena how long the buffer is used
   */
  @SuppressWarnings("restricted") // the memory is ours, and as long as is said
  public static ByteBuffer zeros(int length, Arena arena) {
    if (length < HUGE_PAGE) {
      return arena.allocate(length, Long.BYTES).asByteBuffer();
    }
    LargeMemory memory = allocate((length + HUGE_PAGE - 1) & -HUGE_PAGE);
    UnsafeApi.setMemory(memory.address, length, (byte) 0);
    return MemorySegment.ofAddress(memory.address)
        .reinterpret(length, arena, _ -> memory.close())
        .asByteBuffer();
  }

  /** Where it begins; a multiple of 2 MiB. */
  public long address() {
    return address;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      UnsafeApi.freeMemory(allocated);
    }
  }
}
