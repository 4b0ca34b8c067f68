package dev.stator.core.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A log file on disk, written by {@code pwrite} and forced by {@code fdatasync}.
 *
 * <p>A thread that is interrupted in one of the calls closes the channel: threads that own log
 * files must not be interrupted.
 */
final class DiskLogFile implements LogFile {
  private final Path path;
  private final FileChannel channel;
  private final long length;

  DiskLogFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.length = channel.size();
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
    try {
      DiskFileStore.writeAll(channel, source, position);
    } catch (IOException e) {
      throw DiskFileStore.failure("write at position " + position, path, e);
    }
  }

  @Override
  public int read(ByteBuffer target, long position) {
    try {
      return channel.read(target, position);
    } catch (IOException e) {
      throw DiskFileStore.failure("read at position " + position, path, e);
    }
  }

  @Override
  public void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw DiskFileStore.failure("force", path, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw DiskFileStore.failure("close", path, e);
    }
  }
}
