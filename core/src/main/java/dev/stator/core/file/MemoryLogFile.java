package dev.stator.core.file;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A log file in memory. */
final class MemoryLogFile implements LogFile {
  private final Path path;
  private final MemoryFile file;
  private final int length;
  private boolean closed;

  MemoryLogFile(Path path, MemoryFile file) {
    this.path = path;
    this.file = file;
    this.length = file.buffer().capacity();
    file.retain();
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void write(ByteBuffer source, long position) {
    int count = source.remaining();
    file.buffer().putBytes(Math.toIntExact(position), source, count);
  }

  @Override
  public int read(ByteBuffer target, long position) {
    if (position >= length) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), length - position);
    file.buffer().getBytes((int) position, target, count);
    return count;
  }

  @Override
  public void force() {}

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      file.release();
    }
  }
}
