package dev.stator.core.journal;

import static dev.stator.core.journal.LogFileDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LogFile;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of a log as one sequence of batches. One thread appends; {@link #force} may be called
 * by another one; after an exception of either nothing more is appended.
 *
 * <p>A file is forced before the next one is begun, so only the last file can have a torn tail.
 */
final class CommitLog implements AutoCloseable {
  private final LogIdentity identity;
  private final LogFiles files;
  private final CommandLogMetrics metrics;
  private final Object forcing = new Object();
  private final int fileLength;
  private @Nullable LogFile file;
  private long salt;
  private long position;
  private long nextIndex;
  private volatile long appendedIndex;
  private volatile long durableIndex;
  private volatile long checkpointIndex;

  private CommitLog(
      LogIdentity identity,
      LogFiles files,
      int fileLength,
      LogRecovery.Found found,
      long checkpointIndex,
      CommandLogMetrics metrics) {
    this.identity = identity;
    this.files = files;
    this.fileLength = fileLength;
    this.metrics = metrics;
    this.position = found.position();
    this.nextIndex = found.nextIndex();
    this.appendedIndex = nextIndex - 1;
    this.durableIndex = nextIndex - 1;
    this.checkpointIndex = checkpointIndex;
  }

  /**
   * Replays the commands beyond the checkpoint, cuts a torn tail, and begins the next epoch.
   *
   * @param where the place and the sizes of the log
   * @param idSource gives the id of a new log
   * @param preparer makes files ahead of need
   * @throws StorageException when the log is damaged, or not whole
   */
  static CommitLog open(
      LogPlace where,
      CommitListener replay,
      CheckpointDistance distance,
      CommandLogMetrics metrics,
      LongSupplier idSource,
      Executor preparer) {
    FileStore store = where.store();
    Path directory = where.directory();
    store.createDirectories(directory);
    LogIdentity former = readIdentity(where, idSource);
    LogRecovery recovery =
        new LogRecovery(
            store, directory, former.logId(), where.checkpointIndex(), distance, replay);
    LogRecovery.Found found = recovery.recover();
    LogIdentity identity = former.nextEpoch();
    store.replace(directory.resolve(LogIdentity.FILE_NAME), identity.encode());
    int fileLength = where.config().fileLength();
    LogFiles files = new LogFiles(store, directory, fileLength, preparer, found);
    CommitLog log =
        new CommitLog(identity, files, fileLength, found, where.checkpointIndex(), metrics);
    try {
      log.openLast(store, directory);
      return log;
    } catch (StorageException e) {
      log.close();
      throw e;
    }
  }

  long epoch() {
    return identity.epoch();
  }

  long appendedIndex() {
    return appendedIndex;
  }

  long durableIndex() {
    return durableIndex;
  }

  void checkpointed(long index) {
    checkpointIndex = Math.max(checkpointIndex, index);
  }

  /**
   * Gives the batch its indices and writes it; it is not durable yet.
   *
   * @return false, and nothing is changed, when a new file is needed and the disk has no room
   */
  boolean append(Batch batch) {
    LogFile target = file;
    if (target == null || position + batch.length() > target.length()) {
      target = beginFile();
      if (target == null) {
        return false;
      }
    }
    batch.seal(nextIndex, identity.epoch(), salt, durableIndex);
    target.write(batch.bytes(), position);
    position += batch.length();
    nextIndex += batch.count();
    appendedIndex = nextIndex - 1;
    metrics.onBatch(batch.count(), batch.length());
    if (position > fileLength / 2) {
      files.retire(checkpointIndex);
      files.prepareAhead();
    }
    return true;
  }

  /** Makes everything appended so far durable. */
  void force() {
    synchronized (forcing) {
      long target = appendedIndex;
      LogFile current = file;
      if (target > durableIndex && current != null) {
        forceTimed(current);
        durableIndex = target;
      }
    }
  }

  @Override
  public void close() {
    synchronized (forcing) {
      if (file != null) {
        file.close();
      }
    }
    files.close();
  }

  private @Nullable LogFile beginFile() {
    files.retire(checkpointIndex);
    if (files.findFree() == null) {
      return null;
    }
    synchronized (forcing) {
      force();
      LogFileHeader header =
          new LogFileHeader(
              identity.logId(), identity.epoch(), files.nextSequence(), nextIndex, fileLength);
      if (file != null) {
        file.close();
      }
      file = null;
      LogFile begun = files.use(nextIndex);
      file = begun;
      begun.write(header.encode(), 0);
      forceTimed(begun);
      salt = header.salt();
      position = HEADER_LENGTH;
      return begun;
    }
  }

  private void forceTimed(LogFile target) {
    long startNs = System.nanoTime();
    target.force();
    metrics.onForce(System.nanoTime() - startNs);
  }

  /** Goes on in the last file, or begins the first one. */
  private void openLast(FileStore store, Path directory) {
    LiveFile last = files.last();
    if (last != null) {
      file = store.openLog(last.path(), fileLength);
      salt = LogFileHeader.salt(identity.logId(), last.sequence());
    } else if (beginFile() == null) {
      throw new StorageException(
          "no room for the first file of the commit log: directory=" + directory);
    }
  }

  private static LogIdentity readIdentity(LogPlace where, LongSupplier idSource) {
    FileStore store = where.store();
    Path directory = where.directory();
    Path path = directory.resolve(LogIdentity.FILE_NAME);
    if (store.exists(path)) {
      return LogIdentity.decode(path, store.read(path));
    }
    if (where.checkpointIndex() > 0 || LogCheck.hasFiles(store, directory)) {
      throw new StorageException("commit log without its identity: expectedFile=" + path);
    }
    return new LogIdentity(idSource.getAsLong(), 0);
  }
}
