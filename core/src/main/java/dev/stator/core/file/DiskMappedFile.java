package dev.stator.core.file;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import net.openhft.chronicle.core.OS;
import org.agrona.concurrent.UnsafeBuffer;

/** A file on disk mapped as a whole; holds no file descriptor. */
final class DiskMappedFile implements MappedFile {
  private final Path path;
  private final int length;
  private final long address;
  private final UnsafeBuffer buffer;
  private boolean closed;

  DiskMappedFile(Path path, long address, int length) {
    this.path = path;
    this.address = address;
    this.length = length;
    this.buffer = new UnsafeBuffer(address, length);
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
  public void force(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, length);
    long start = (address + offset) & -OS.pageSize();
    int error = PosixCalls.sync(start, address + offset + count - start);
    if (error != 0) {
      throw new StorageException(
          "cannot force: file=%s, offset=%d, length=%d, errno=%d"
              .formatted(path, offset, count, error));
    }
  }

  @Override
  public void willNeed(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, length);
    long start = (address + offset) & -OS.pageSize();
    PosixCalls.willNeed(start, address + offset + count - start);
  }

  @Override
  public void populate(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, length);
    long start = (address + offset) & -OS.pageSize();
    PosixCalls.populate(start, address + offset + count - start); // no file there any more: no harm
  }

  @Override
  public void populateHuge(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, length);
    PosixCalls.preferHugePages(address + offset, count);
    PosixCalls.populate(address + offset, count);
    // else a page that was dropped from memory would be read again with the 511 around it
    PosixCalls.preferSmallPages(address + offset, count);
  }

  @Override
  public boolean isResident(int offset, int count) {
    Objects.checkFromIndexSize(offset, count, length);
    long start = (address + offset) & -OS.pageSize();
    return PosixCalls.isResident(start, address + offset + count - start, OS.pageSize());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    buffer.wrap(0, 0);
    try {
      OS.unmap(address, length);
    } catch (IOException e) {
      throw DiskFileStore.failure("unmap", path, e);
    }
  }
}
