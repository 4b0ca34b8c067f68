package dev.stator.core.file;

import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;

/** A file in memory seen through a buffer of its own. */
final class MemoryMappedFile implements MappedFile {
  private final Path path;
  private final MemoryFile file;
  private final UnsafeBuffer buffer;
  private boolean closed;

  MemoryMappedFile(Path path, MemoryFile file) {
    this.path = path;
    this.file = file;
    file.retain();
    this.buffer = new UnsafeBuffer(file.buffer().addressOffset(), file.buffer().capacity());
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public UnsafeBuffer buffer() {
    return buffer;
  }

  @Override
  public void force(int offset, int length) {
    buffer.boundsCheck(offset, length);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      buffer.wrap(0, 0);
      file.release();
    }
  }
}
