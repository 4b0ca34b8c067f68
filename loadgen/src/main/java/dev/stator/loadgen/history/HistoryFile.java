package dev.stator.loadgen.history;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * For each key the last version that was sent and the last that was acknowledged, in a mapped file:
 * it outlives this process, however that ends.
 *
 * <p>Layout, all big-endian longs: magic, number of keys, seed; then for each key the version sent
 * and the version acknowledged; 0 for none. Each key belongs to one thread.
 */
public final class HistoryFile implements AutoCloseable {
  private static final long MAGIC = 0x5354_4154_4F52_4831L; // STATORH1
  private static final int KEYS_OFFSET = Long.BYTES;
  private static final int SEED_OFFSET = KEYS_OFFSET + Long.BYTES;
  private static final int HEADER_LENGTH = SEED_OFFSET + Long.BYTES;
  private static final int ENTRY_LENGTH = 2 * Long.BYTES;
  private static final int MAX_KEYS = 10_000_000;

  private final FileChannel channel;
  private final MappedByteBuffer bytes;

  private HistoryFile(FileChannel channel, MappedByteBuffer bytes) {
    this.channel = channel;
    this.bytes = bytes;
  }

  /**
   * Opens the file, or creates one for so many keys.
   *
   * @throws IOException when it cannot be, or is for another number of keys or another seed
   */
  public static HistoryFile open(Path file, int keys, long seed) throws IOException {
    if (keys < 1 || keys > MAX_KEYS) {
      throw new IllegalArgumentException("keys must be from 1 to " + MAX_KEYS);
    }
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    HistoryFile history =
        map(file, HEADER_LENGTH + (long) keys * ENTRY_LENGTH, StandardOpenOption.CREATE);
    if (history.bytes.getLong(0) == 0) {
      history.bytes.putLong(KEYS_OFFSET, keys);
      history.bytes.putLong(SEED_OFFSET, seed);
      history.bytes.putLong(0, MAGIC);
    }
    if (history.keys() != keys || history.seed() != seed) {
      history.close();
      throw new IOException(
          "%s is of %d keys and seed %d".formatted(file, history.keys(), history.seed()));
    }
    return history;
  }

  /**
   * Opens a file that is there.
   *
   * @throws IOException when it is not, or is none of ours
   */
  public static HistoryFile open(Path file) throws IOException {
    HistoryFile history = map(file, Files.size(file), StandardOpenOption.WRITE);
    if (history.bytes.capacity() < HEADER_LENGTH || history.bytes.getLong(0) != MAGIC) {
      history.close();
      throw new IOException(file + " is not a history of acknowledged writes");
    }
    return history;
  }

  private static HistoryFile map(Path file, long length, StandardOpenOption option)
      throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, option);
    try {
      return new HistoryFile(channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  public int keys() {
    return (int) bytes.getLong(KEYS_OFFSET);
  }

  public long seed() {
    return bytes.getLong(SEED_OFFSET);
  }

  long sent(int key) {
    return bytes.getLong(offset(key));
  }

  long acknowledged(int key) {
    return bytes.getLong(offset(key) + Long.BYTES);
  }

  void send(int key, long version) {
    bytes.putLong(offset(key), version);
  }

  /** From now on nothing older may be seen. */
  void acknowledge(int key, long version) {
    bytes.putLong(offset(key) + Long.BYTES, version);
  }

  private static int offset(int key) {
    return HEADER_LENGTH + key * ENTRY_LENGTH;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
