package dev.stator.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads from many threads, which may be answered on those threads or on the worker's. */
class ConcurrentReadsTest {
  private static final int READERS = 3;
  private static final int WRITES = 1000;
  private static final int CLOSES = 6;

  @TempDir Path data;

  @Test
  void nobodySeesLessThanWasAcknowledgedBefore() {
    try (EngineDriver writer = new EngineDriver(EngineConfig.inMemory().withWorkers(1))) {
      writer.createTable();
      AtomicInteger acknowledged = new AtomicInteger();
      writer.put("p", "s", null, null, "0");
      List<CompletableFuture<Void>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        EngineDriver reader = writer.another();
        readers.add(CompletableFuture.runAsync(() -> readAll(reader, acknowledged)));
      }
      for (int i = 1; i <= WRITES; i++) {
        writer.put("p", "s", null, null, Integer.toString(i));
        acknowledged.set(i);
      }
      readers.forEach(CompletableFuture::join);
    }
  }

  private static void readAll(EngineDriver reader, AtomicInteger acknowledged) {
    int before;
    int last = 0;
    do {
      before = acknowledged.get();
      int seen = Integer.parseInt(String.valueOf(reader.get("p", "s")));
      assertThat(seen).isGreaterThanOrEqualTo(Math.max(before, last));
      last = seen;
    } while (before < WRITES);
  }

  /** What a read needs is unmapped only when no thread reads any more. */
  @Test
  void everyAnswerIsRightUntilTheEngineIsClosed() {
    Queue<String> answers = new ConcurrentLinkedQueue<>();
    for (int run = 0; run < CLOSES; run++) {
      answers.clear();
      try (EngineDriver driver = new EngineDriver(EngineConfig.at(data).withWorkers(1))) {
        if (run == 0) {
          driver.createTable();
        }
        driver.awaitActive();
        driver.put("p", "s", null, null, "x");
        for (int i = 0; i < READERS; i++) {
          readOn(driver.another(), answers);
        }
        EngineDriver.await(() -> answers.size() > 30 * READERS);
      }
      assertThat(answers).containsOnly("x");
    }
  }

  /** Reads one after the other until one is refused. */
  private static void readOn(EngineDriver reader, Queue<String> answers) {
    CompletableFuture<Void> _ =
        reader
            .getAsync(EngineDriver.key("p", "s"))
            .thenAccept(
                value -> {
                  answers.add(String.valueOf(value));
                  readOn(reader, answers);
                });
  }
}
