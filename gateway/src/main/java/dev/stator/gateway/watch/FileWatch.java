package dev.stator.gateway.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second whether files have changed, on a thread of its own. It looks instead of
 * being told: that also works where files are links that are turned to others, and on network
 * drives.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final long PERIOD_MS = 250;

  private final List<Watched> watched = new ArrayList<>();
  private final ScheduledExecutorService thread;
  private @Nullable ScheduledFuture<?> looking;

  public FileWatch(String threadName) {
    thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name(threadName).daemon().factory());
  }

  /**
   * Watches files from their present state on, which the caller has yet to read.
   *
   * @param whenChanged called on this watch's thread, once for each time that any of them is seen
   *     to be another
   */
  public FileWatch add(List<Path> files, Runnable whenChanged) {
    watched.add(new Watched(files, whenChanged));
    return this;
  }

  /** Begins to look. */
  public void start() {
    looking =
        thread.scheduleWithFixedDelay(this::look, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.cancel(false);
    }
    thread.shutdown();
  }

  private void look() {
    for (Watched each : watched) {
      try {
        each.look();
      } catch (RuntimeException failure) {
        LOG.error("a file has changed and what it is for failed", failure);
      }
    }
  }

  /** What tells one state of a file from another; all null when there is none. */
  private record State(@Nullable FileTime modified, long size, @Nullable Object identity) {
    static State of(Path file) {
      try {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new State(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      } catch (IOException missing) {
        return new State(null, -1, null);
      }
    }
  }

  private static final class Watched {
    private final List<Path> files;
    private final Runnable whenChanged;
    private List<State> last;

    Watched(List<Path> files, Runnable whenChanged) {
      this.files = List.copyOf(files);
      this.whenChanged = whenChanged;
      this.last = states();
    }

    void look() {
      List<State> now = states();
      if (!now.equals(last)) {
        last = now;
        whenChanged.run();
      }
    }

    private List<State> states() {
      return files.stream().map(State::of).toList();
    }
  }
}
