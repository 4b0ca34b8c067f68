package dev.stator.core.engine;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes files in the background, in the order in which it is asked to. While clients are there it
 * frees no more than {@value #BYTES_PER_SECOND} bytes a second: what a file system frees is given
 * back to the device too (mounted with {@code discard}), which makes those wait meanwhile that
 * force a log. 400 MB at once held it up for 90 ms. RocksDB deletes at a rate for the same reason
 * (its {@code delete_scheduler}). Any thread.
 */
final class Deletions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

  static final long BYTES_PER_SECOND = 32L << 20;

  private final FileStore store;
  private final ExecutorService background;
  private final Turn turn;

  Deletions(FileStore store, ExecutorService background, Turn turn) {
    this.store = store;
    this.background = background;
    this.turn = turn;
  }

  /** Closes a segment that nobody needs any more: to unmap a gigabyte takes some time. */
  void closeLater(AutoCloseable segment) {
    background.execute(
        () -> {
          turn.begin();
          CloseHelper.close(
              e -> LOG.error("a segment of a deleted table stays mapped", e), segment);
          turn.end();
        });
  }

  /** Deletes a directory with all that is below it. */
  void deleteLater(Path directory) {
    background.execute(
        () -> {
          try {
            turn.begin();
            store.deleteTree(directory, this::pause);
          } catch (StorageException e) {
            LOG.error("files of what was deleted stay until the next start", e);
          }
        });
  }

  private void pause(long freed) {
    turn.end();
    turn.pause(freed * TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND);
  }

  /** Waits until everything is deleted. */
  @Override
  public void close() {
    background.close();
  }
}
