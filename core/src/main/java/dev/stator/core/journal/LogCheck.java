package dev.stator.core.journal;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import java.nio.file.Path;
import org.agrona.DirectBuffer;

/** Reads the files of a commit log as opening would, and changes nothing. */
public final class LogCheck {
  private LogCheck() {}

  /** Whether there is a log that was ever written to. */
  public static boolean hasFiles(FileStore store, Path directory) {
    return store.list(directory).stream().anyMatch(LogFileName::isLog);
  }

  /**
   * Checks the log of a stopped worker, and returns how many commands it holds beyond the
   * checkpoint.
   *
   * @throws StorageException naming file and position when opening would refuse the log
   */
  public static long commands(FileStore store, Path directory, long checkpointIndex) {
    Path identity = directory.resolve(LogIdentity.FILE_NAME);
    if (!store.exists(identity)) {
      if (checkpointIndex > 0 || !store.list(directory).isEmpty()) {
        throw new StorageException("identity of a commit log is missing: file=" + identity);
      }
      return 0;
    }
    long logId = LogIdentity.decode(identity, store.read(identity)).logId();
    Counter counter = new Counter();
    new LogRecovery(
            store,
            directory,
            logId,
            checkpointIndex,
            new CheckpointDistance(checkpointIndex),
            counter)
        .check();
    return counter.commands;
  }

  private static final class Counter implements CommitListener {
    private long commands;

    @Override
    public void onCommand(long epoch, long index, DirectBuffer buffer, int offset, int length) {
      commands++;
    }

    @Override
    public void onFailed(Failure failure, DirectBuffer buffer, int offset, int length) {}
  }
}
