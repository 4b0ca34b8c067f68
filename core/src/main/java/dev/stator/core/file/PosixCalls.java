package dev.stator.core.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the operating system that neither the JDK nor Chronicle offers: {@code msync} of a
 * range of memory, {@code madvise} and {@code mincore} to have it read ahead or in huge pages, and
 * {@code fallocate}, which gives a file its blocks without writing them.
 *
 * <p>Chronicle reaches both through JNR, whose start costs 0.4 s; the JDK's own linker took 80 ms
 * for five shapes of calls, so there is one: four integers, of which a call reads those it has. A
 * caller puts them in registers, with all 64 bits set, on each system that the JVM runs on.
 */
final class PosixCalls {
  private static final boolean MAC =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
  private static final int MS_SYNC = MAC ? 0x10 : 0x4;
  private static final int O_RDWR = 2;
  private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final FunctionDescriptor CALL =
      FunctionDescriptor.of(
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private static final int MADV_WILLNEED = 3;
  private static final int MADV_HUGEPAGE = 14;
  private static final int MADV_NOHUGEPAGE = 15;
  private static final int MADV_POPULATE_WRITE = 23;
  private static final int ENOSPC = 28;
  private static final int MAX_PAGES = 1024;

  private static final MethodHandle MSYNC = require(handle("msync"));
  private static final MethodHandle OPEN = require(handle("open"));
  private static final MethodHandle CLOSE = require(handle("close"));
  private static final @Nullable MethodHandle MADVISE = handle("madvise");
  private static final @Nullable MethodHandle MINCORE = handle("mincore");

  /** Absent where the system is not Linux. */
  private static final @Nullable MethodHandle FALLOCATE = handle("fallocate");

  private PosixCalls() {}

  /** Writes the pages of a shared mapping to the disk; 0, or the error's number. */
  static int sync(long address, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      int result = (int) MSYNC.invokeExact(state, address, length, (long) MS_SYNC, 0L);
      return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Asks for pages of a mapping to be read; they are a help only, so a failure is none. */
  static void willNeed(long address, long length) {
    advise(address, length, MADV_WILLNEED);
  }

  /**
   * Gives pages of a mapping their memory, as the first write to each would; they keep their
   * contents. Where there is no mapping, or an older system, nothing happens.
   */
  static void populate(long address, long length) {
    advise(address, length, MADV_POPULATE_WRITE);
  }

  /** Asks for huge pages where there are none yet; a help only. */
  static void preferHugePages(long address, long length) {
    advise(address, length, MADV_HUGEPAGE);
  }

  /** Asks for no more huge pages than there are; a help only. */
  static void preferSmallPages(long address, long length) {
    advise(address, length, MADV_NOHUGEPAGE);
  }

  private static void advise(long address, long length, int advice) {
    if (MADVISE == null || MAC) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      int _ = (int) MADVISE.invokeExact(state, address, length, (long) advice, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Whether pages of a mapping, the first {@value #MAX_PAGES} of them, are in memory. */
  static boolean isResident(long address, long length, int pageSize) {
    if (MINCORE == null) {
      return true;
    }
    int pages = (int) Math.min(MAX_PAGES, (length + pageSize - 1) / pageSize);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(pages);
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      long bytes = (long) pages * pageSize;
      int result = (int) MINCORE.invokeExact(state, address, bytes, found.address(), 0L);
      for (int i = 0; result == 0 && i < pages; i++) {
        if ((found.get(ValueLayout.JAVA_BYTE, i) & 1) == 0) {
          return false;
        }
      }
      return true;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Gives an existing file {@code length} bytes of zeros in blocks of its own; false where that
   * must be done by writing.
   *
   * @throws IOException when the disk is full
   */
  static boolean allocate(Path path, long length) throws IOException {
    if (FALLOCATE == null) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      MemorySegment name = arena.allocateFrom(path.toString());
      int descriptor = (int) OPEN.invokeExact(state, name.address(), (long) O_RDWR, 0L, 0L);
      if (descriptor < 0) {
        return false;
      }
      int result = (int) FALLOCATE.invokeExact(state, (long) descriptor, 0L, 0L, length);
      boolean full = result != 0 && (int) ERRNO.get(state, 0L) == ENOSPC;
      int closed = (int) CLOSE.invokeExact(state, (long) descriptor, 0L, 0L, 0L);
      if (full) {
        throw new IOException("No space left on device");
      }
      return result == 0 && closed == 0;
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // what calls of the system are
  private static @Nullable MethodHandle handle(String name) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(symbol -> linker.downcallHandle(symbol, CALL, Linker.Option.captureCallState("errno")))
        .orElse(null);
  }

  private static MethodHandle require(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new ExceptionInInitializerError("msync, open and close of POSIX are needed");
    }
    return handle;
  }
}
