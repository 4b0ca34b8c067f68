package dev.stator.jmh;

import dev.stator.core.file.DiskFileStore;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitListener;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.LogPlace;
import dev.stator.core.journal.MemoryCommandLog;
import dev.stator.core.journal.SyncCommandLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Group commit: 64 commands offered at once, until the last of them is committed; in memory, and
 * forced to the disk of the temporary directory. The time is that of one command.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@State(Scope.Thread)
public class CommitLogBenchmark {
  public enum Store {
    MEMORY,
    DISK
  }

  private static final int GROUP = 64;

  @Param({"100", "1024", "10240"})
  public int itemLength = 100;

  @Param({"MEMORY", "DISK"})
  public Store store = Store.MEMORY;

  private final CommitListener listener =
      (epoch, index, buffer, offset, length) -> committed = index;
  private UnsafeBuffer command = new UnsafeBuffer(0, 0);
  private CommandLog log = new MemoryCommandLog(CommitLogConfig.DEFAULT, () -> {});
  private Path directory = Path.of("");
  private long committed;
  private long offered;

  @Setup
  public void open() throws IOException {
    command = new UnsafeBuffer(new byte[itemLength]);
    if (store == Store.DISK) {
      directory = Files.createTempDirectory("stator-benchmark");
      LogPlace place =
          new LogPlace(new DiskFileStore(), directory.resolve("log"), CommitLogConfig.DEFAULT, 0);
      log = SyncCommandLog.open(place, listener, () -> {});
    }
  }

  @TearDown
  public void close() throws Exception {
    log.close();
    if (store == Store.DISK) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Benchmark
  @org.openjdk.jmh.annotations.OperationsPerInvocation(GROUP)
  public long commit() {
    for (int i = 0; i < GROUP; i++) {
      while (log.offer(command, 0, command.capacity()) != CommandLog.Offer.ACCEPTED) {
        log.poll(listener);
      }
      offered++;
    }
    while (committed < offered) {
      if (log.poll(listener) == 0) {
        Thread.onSpinWait();
      }
    }
    log.checkpointed(committed);
    return committed;
  }
}
