package dev.stator.core.journal;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LogFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one commit log: those that hold commands, oldest first, and those that are free. A
 * file becomes free when a checkpoint covers it, and is used again under another name; only when
 * none is free a new one is made, ahead of need and on another thread if possible.
 */
final class LogFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogFiles.class);
  private static final int MAX_FREE_AT_OPEN = 8;

  /** How long to wait after a file could not be made. */
  private static final long RETRY_NS = 100_000_000;

  private final FileStore store;
  private final Path directory;
  private final int fileLength;
  private final Executor preparer;
  private final Deque<LiveFile> live;
  private final Deque<Path> free = new ArrayDeque<>();
  private long nextSequence;
  private long nextSpare;
  private @Nullable CompletableFuture<Path> prepared;
  private long failedAtNs;
  private boolean failed;

  LogFiles(
      FileStore store, Path directory, int fileLength, Executor preparer, LogRecovery.Found found) {
    this.store = store;
    this.directory = directory;
    this.fileLength = fileLength;
    this.preparer = preparer;
    this.live = new ArrayDeque<>(found.live());
    this.nextSequence = found.nextSequence();
    this.nextSpare = found.nextSpare();
    found.free().forEach(this::keepOrDelete);
  }

  long nextSequence() {
    return nextSequence;
  }

  /** The file that was in use last; null when there is none. */
  @Nullable LiveFile last() {
    return live.peekLast();
  }

  /** Frees the files whose commands are all up to {@code checkpointIndex}, except the last. */
  void retire(long checkpointIndex) {
    while (live.size() > 1) {
      LiveFile oldest = live.removeFirst();
      if (live.getFirst().firstIndex() > checkpointIndex + 1) {
        live.addFirst(oldest);
        return;
      }
      free.add(oldest.path());
    }
  }

  /** Has a new file made if none is free. */
  void prepareAhead() {
    if (free.isEmpty() && prepared == null) {
      Path path = LogFileName.spare(directory, nextSpare++);
      prepared = CompletableFuture.supplyAsync(() -> create(path), preparer);
    }
  }

  /**
   * A file that is not in use; null when none is free and the disk has no room for a new one, which
   * changes nothing.
   */
  @Nullable Path findFree() {
    if (free.isEmpty()) {
      Path path = awaitPrepared();
      if (path == null && !hasJustFailed()) {
        prepareAhead();
        path = awaitPrepared();
      }
      if (path != null) {
        free.add(path);
      }
    }
    return free.peek();
  }

  /** Filling a file with zeros until the disk is full is nothing to do for each batch. */
  private boolean hasJustFailed() {
    return failed && System.nanoTime() - failedAtNs < RETRY_NS;
  }

  /** Takes the file that {@link #findFree} found into use, under its new name. */
  LogFile use(long firstIndex) {
    Path former = free.remove();
    Path path = LogFileName.log(directory, nextSequence);
    store.rename(former, path);
    store.forceDirectory(directory);
    LogFile file = store.openLog(path, fileLength);
    live.add(new LiveFile(path, nextSequence, firstIndex));
    nextSequence++;
    return file;
  }

  /** Waits until no file is being made. */
  void close() {
    awaitPrepared();
  }

  private @Nullable Path awaitPrepared() {
    CompletableFuture<Path> future = prepared;
    prepared = null;
    try {
      return future == null ? null : future.join();
    } catch (CompletionException e) {
      failed = true;
      failedAtNs = System.nanoTime();
      LOGGER.warn(
          "no room for another file of the commit log: directory={}, reason={}",
          directory,
          String.valueOf(e.getCause()));
      return null;
    }
  }

  private Path create(Path path) {
    store.openLog(path, fileLength).close();
    return path;
  }

  private void keepOrDelete(Path path) {
    try (LogFile file = store.openLog(path, fileLength)) {
      if (file.length() == fileLength && free.size() < MAX_FREE_AT_OPEN) {
        free.add(path);
        return;
      }
    } catch (StorageException e) {
      LOGGER.warn("unused file of the commit log cannot be opened: file={}", path, e);
    }
    store.delete(path);
  }
}
