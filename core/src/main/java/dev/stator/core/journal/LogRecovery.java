package dev.stator.core.journal;

import static dev.stator.core.journal.LogFileDescriptor.HEADER_LENGTH;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.LargeMemory;
import dev.stator.core.file.LogFile;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the files of a commit log hold, replays what is beyond the checkpoint, and cuts a
 * torn tail. A file is live when its header is whole and carries the sequence number of its name;
 * the index of its first command continues the file before it, so that no file can be missing.
 */
final class LogRecovery {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogRecovery.class);
  private static final int ZEROS_LENGTH = 1 << 16;

  /**
   * What was found.
   *
   * @param live files with commands beyond the checkpoint, oldest first; the last one goes on
   * @param position where the last live file goes on
   */
  record Found(
      List<LiveFile> live,
      List<Path> free,
      long nextSequence,
      long nextSpare,
      long nextIndex,
      int position) {}

  private final FileStore store;
  private final Path directory;
  private final long logId;
  private final long checkpointIndex;
  private final CheckpointDistance distance;
  private final CommitListener replay;
  private final List<LiveFile> live = new ArrayList<>();
  private final List<Path> free = new ArrayList<>();
  private long nextSequence = 1;
  private long nextSpare = 1;
  private long nextIndex = 1;
  private boolean changes = true;

  LogRecovery(
      FileStore store,
      Path directory,
      long logId,
      long checkpointIndex,
      CheckpointDistance distance,
      CommitListener replay) {
    this.store = store;
    this.directory = directory;
    this.logId = logId;
    this.checkpointIndex = checkpointIndex;
    this.distance = distance;
    this.replay = replay;
  }

  Found recover() {
    refuseLostFiles();
    store.list(directory).forEach(this::classify);
    freeCheckpointed();
    int position = HEADER_LENGTH;
    for (int i = 0; i < live.size(); i++) {
      position = replayFile(live.get(i), i + 1 < live.size() ? live.get(i + 1) : null);
    }
    if (nextIndex <= checkpointIndex) {
      giveUpTail();
    }
    return new Found(live, free, nextSequence, nextSpare, nextIndex, position);
  }

  /** Replays as {@link #recover} does, and leaves a torn tail as it is. */
  void check() {
    changes = false;
    recover();
  }

  /**
   * A checkpoint is made of commands in a file, and there is always one from then on: without any,
   * nobody can say what was acknowledged beyond the checkpoint.
   */
  private void refuseLostFiles() {
    if (checkpointIndex > 0 && !LogCheck.hasFiles(store, directory)) {
      throw new LogDamageException(
          LogFileName.log(directory, 1),
          0,
          "all files of the log are missing, checkpointIndex=" + checkpointIndex);
    }
  }

  private void classify(Path path) {
    if (LogFileName.isSpare(path)) {
      nextSpare = Math.max(nextSpare, LogFileName.number(path) + 1);
      free.add(path);
    } else if (LogFileName.isLog(path)) {
      nextSequence = Math.max(nextSequence, LogFileName.number(path) + 1);
      try (LogFile file = store.openLog(path, 0)) {
        classify(file, readHeader(file));
      }
    }
  }

  private void classify(LogFile file, LogFileHeader.Reading reading) {
    switch (reading) {
      case LogFileHeader.Reading.Valid(var header) -> classify(file, header);
      case LogFileHeader.Reading.Blank() -> free.add(file.path());
      case LogFileHeader.Reading.Damaged(var reason) -> {
        refuseLostHeader(file, reason);
        free.add(file.path());
      }
      case LogFileHeader.Reading.Foreign(var reason) -> throw corrupt(file.path(), 0, reason);
    }
  }

  private void classify(LogFile file, LogFileHeader header) {
    long sequence = LogFileName.number(file.path());
    if (header.logId() != logId) {
      throw corrupt(
          file.path(),
          0,
          "expectedLogId=%016x, actualLogId=%016x".formatted(logId, header.logId()));
    }
    if (header.fileLength() != file.length() || header.sequence() > sequence) {
      throw corrupt(
          file.path(),
          0,
          "expectedLength=%d, actualLength=%d, expectedSequence=%016x, actualSequence=%016x"
              .formatted(header.fileLength(), file.length(), sequence, header.sequence()));
    }
    if (header.sequence() == sequence) {
      live.add(new LiveFile(file.path(), sequence, header.firstIndex()));
    } else {
      free.add(file.path());
    }
  }

  /** A header that was being written may be torn; one that batches follow was whole once. */
  private void refuseLostHeader(LogFile file, String reason) {
    long salt = LogFileHeader.salt(logId, LogFileName.number(file.path()));
    try (Arena arena = Arena.ofConfined()) {
      BatchView view = new BatchView(readAll(file, arena));
      int position = BatchScanner.find(view, HEADER_LENGTH, salt);
      if (position >= 0) {
        throw corrupt(file.path(), 0, reason + "; a batch follows at position " + position);
      }
    }
  }

  private void freeCheckpointed() {
    while (live.size() > 1 && live.get(1).firstIndex() <= checkpointIndex + 1) {
      free.add(live.removeFirst().path());
    }
    if (!live.isEmpty() && live.getFirst().firstIndex() > checkpointIndex + 1) {
      throw corrupt(
          live.getFirst().path(),
          0,
          "expectedFirstIndex=%d or less, actualFirstIndex=%d; a file is missing"
              .formatted(checkpointIndex + 1, live.getFirst().firstIndex()));
    }
  }

  /** Replays one file and cuts its tail; returns the position where it ends. */
  private int replayFile(LiveFile live, @Nullable LiveFile next) {
    try (LogFile file = store.openLog(live.path(), 0);
        Arena arena = Arena.ofConfined()) {
      ByteBuffer bytes = readAll(file, arena);
      BatchView view = new BatchView(bytes);
      BatchScanner scanner = new BatchScanner(view, headerOf(file, bytes));
      Tail tail = scanner.scan(position -> deliver(view, position));
      nextIndex = scanner.nextIndex();
      int end = endOf(file, next == null ? tail : continued(tail, next));
      if (next == null && changes) {
        makeDurable(file, view, bytes, end);
      }
      return end;
    }
  }

  private void deliver(BatchView view, int position) {
    if (view.deliver(position, checkpointIndex, replay) > 0) {
      distance.onDelivered(view.lastIndex(position), view.length(position));
    }
  }

  /** The tail of a file that another one follows: it was forced, so nothing may be missing. */
  private Tail continued(Tail tail, LiveFile next) {
    return switch (tail) {
      case Tail.Clean(var position) when nextIndex == next.firstIndex() -> tail;
      case Tail.Clean(var position) ->
          new Tail.Corrupt(
              position,
              "expectedNextIndex=%d as %s begins, actualNextIndex=%d"
                  .formatted(next.firstIndex(), next.path().getFileName(), nextIndex));
      case Tail.Torn(var position, var reason) ->
          new Tail.Corrupt(position, reason + "; " + next.path().getFileName() + " follows");
      case Tail.Corrupt _ -> tail;
    };
  }

  private int endOf(LogFile file, Tail tail) {
    return switch (tail) {
      case Tail.Clean(var position) -> position;
      case Tail.Torn(var position, var _) when !changes -> position;
      case Tail.Torn(var position, var reason) -> {
        LOGGER.warn(
            "torn tail of the commit log is cut: file={}, position={}, {}",
            file.path(),
            position,
            reason);
        cut(file, position);
        yield position;
      }
      case Tail.Corrupt(var position, var reason) -> throw corrupt(file.path(), position, reason);
    };
  }

  /**
   * Writes and forces once more what was perhaps not forced. A read may have been answered from
   * memory the disk has never seen, even after a force: one that failed leaves it looking clean.
   */
  private static void makeDurable(LogFile file, BatchView view, ByteBuffer bytes, int end) {
    long durableIndex = 0;
    for (int next = HEADER_LENGTH; next < end; next += view.length(next)) {
      durableIndex = view.durableIndex(next);
    }
    int start = HEADER_LENGTH;
    while (start < end && view.lastIndex(start) <= durableIndex) {
      start += view.length(start);
    }
    if (start < end) {
      file.write(bytes.limit(end).position(start), start);
    }
    file.force();
  }

  /** A log that was forced every so often may end before the checkpoint, which is durable. */
  private void giveUpTail() {
    LOGGER.warn(
        "the commit log ends before the checkpoint: directory={}, lastIndex={}, checkpointIndex={}",
        directory,
        nextIndex - 1,
        checkpointIndex);
    live.forEach(file -> free.add(file.path()));
    live.clear();
    nextIndex = checkpointIndex + 1;
  }

  private static void cut(LogFile file, int position) {
    ByteBuffer zeros = ByteBuffer.allocate(ZEROS_LENGTH);
    for (long next = position; next < file.length(); next += zeros.limit()) {
      zeros.clear().limit((int) Math.min(ZEROS_LENGTH, file.length() - next));
      file.write(zeros, next);
    }
  }

  private static LogFileHeader headerOf(LogFile file, ByteBuffer bytes) {
    if (LogFileHeader.decode(bytes) instanceof LogFileHeader.Reading.Valid(var header)) {
      return header;
    }
    throw corrupt(file.path(), 0, "header changed while it was read");
  }

  private static LogFileHeader.Reading readHeader(LogFile file) {
    if (file.length() < HEADER_LENGTH) {
      return new LogFileHeader.Reading.Foreign("length=" + file.length());
    }
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH);
    readFully(file, bytes);
    return LogFileHeader.decode(bytes);
  }

  private static ByteBuffer readAll(LogFile file, Arena arena) {
    ByteBuffer bytes = LargeMemory.zeros(Math.toIntExact(file.length()), arena);
    readFully(file, bytes);
    return bytes;
  }

  private static void readFully(LogFile file, ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (file.read(bytes, bytes.position()) < 0) {
        throw corrupt(file.path(), bytes.position(), "unexpected end of the file");
      }
    }
    bytes.flip();
  }

  private static StorageException corrupt(Path path, int position, String reason) {
    return new LogDamageException(path, position, reason);
  }
}
