package dev.stator.core.file;

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
 * range of memory and {@code fallocate}, which gives a file its blocks without writing them.
 *
 * <p>Chronicle reaches both through JNR, whose start costs 0.4 s; the JDK's own linker takes less
 * than 0.1 s.
 */
final class PosixCalls {
  private static final boolean MAC =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac");
  private static final int MS_SYNC = MAC ? 0x10 : 0x4;
  private static final int O_RDWR = 2;
  private static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle MSYNC =
      require(
          handle(
              "msync",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_INT)));

  /** Absent where the system is not Linux. */
  private static final @Nullable MethodHandle FALLOCATE =
      handle(
          "fallocate",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG));

  private static final int MADV_POPULATE_WRITE = 23;

  /** Does nothing that is needed, so it may be absent. */
  private static final @Nullable MethodHandle MADVISE =
      handle(
          "madvise",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));

  private static final MethodHandle OPEN =
      require(
          handle(
              "open",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT)));
  private static final MethodHandle CLOSE =
      require(handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));

  private PosixCalls() {}

  /** Writes the pages of a shared mapping to the disk; 0, or the error's number. */
  static int sync(long address, long length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      int result = (int) MSYNC.invokeExact(state, address, length, MS_SYNC);
      return result == 0 ? 0 : (int) ERRNO.get(state, 0L);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /** Maps pages for writing. */
  static void populate(long address, long length) {
    if (MAC || MADVISE == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      int ignored = (int) MADVISE.invokeExact(state, address, length, MADV_POPULATE_WRITE);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Gives an existing file {@code length} bytes of zeros in blocks of its own; whether it could.
   */
  static boolean allocate(Path path, long length) {
    if (FALLOCATE == null) {
      return false;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(ERRNO_LAYOUT);
      MemorySegment name = arena.allocateFrom(path.toString());
      int descriptor = (int) OPEN.invokeExact(state, name, O_RDWR);
      if (descriptor < 0) {
        return false;
      }
      int result = (int) FALLOCATE.invokeExact(state, descriptor, 0, 0L, length);
      int closed = (int) CLOSE.invokeExact(state, descriptor);
      return result == 0 && closed == 0;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("restricted") // what calls of the system are
  private static @Nullable MethodHandle handle(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find(name)
        .map(
            symbol ->
                linker.downcallHandle(symbol, descriptor, Linker.Option.captureCallState("errno")))
        .orElse(null);
  }

  private static MethodHandle require(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new ExceptionInInitializerError("msync, open and close of POSIX are needed");
    }
    return handle;
  }
}
