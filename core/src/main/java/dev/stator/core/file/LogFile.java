package dev.stator.core.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A preallocated file that is written at positions and forced; written and read by one thread at a
 * time, forced by any.
 */
public interface LogFile extends AutoCloseable {
  Path path();

  long length();

  /** Writes all remaining bytes of {@code source} at {@code position}. */
  void write(ByteBuffer source, long position);

  /** Reads up to {@code target.remaining()} bytes; returns how many, -1 at the end of the file. */
  int read(ByteBuffer target, long position);

  /** Makes all written bytes durable (fdatasync). */
  void force();

  @Override
  void close();
}
