package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Bounds;
import dev.stator.core.partition.PageSpec;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionWorkerTest {
  private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);
  private static final long MISSING = 99;

  private final Mailboxes mailboxes = new Mailboxes();
  private final PartitionWorker worker = LooseWorker.create(mailboxes);
  private final Mailbox mailbox = mailboxes.open(8, task -> answerer = Thread.currentThread());
  private volatile @Nullable Thread answerer;

  @BeforeEach
  void start() {
    worker.start();
  }

  @AfterEach
  void close() {
    worker.close();
  }

  @Test
  void aShortReadIsAnsweredByTheAskingThreadWhileTheWorkerSleeps() {
    boolean byAsker = false;
    long deadline = System.nanoTime() + TIMEOUT_NS;
    while (!byAsker && System.nanoTime() < deadline) {
      read(call -> call.readKey(MISSING, 0, null)); // wakes the worker unless it sleeps
      byAsker = Thread.currentThread().equals(answerer);
    }
    assertThat(byAsker).isTrue();
  }

  @Test
  void aPageIsAlwaysReadByTheWorker() {
    for (int i = 0; i < 100; i++) {
      read(
          call ->
              call.readPage(
                  MISSING,
                  new Bounds(null, null, null),
                  new PageSpec(0, true, 1, null, null, false, false)));
      assertThat(answerer).isNotEqualTo(Thread.currentThread());
    }
  }

  /** Sends a read and waits for its answer. */
  private void read(Consumer<Call> asking) {
    boolean[] delivered = {false};
    Call call =
        Objects.requireNonNull(
            mailbox.begin(
                reply -> {
                  delivered[0] = true;
                  assertThat(reply.error()).isEqualTo(ErrorCode.RESOURCE_NOT_FOUND);
                }));
    answerer = null;
    asking.accept(call);
    assertThat(worker.read(call)).isTrue();
    long deadline = System.nanoTime() + TIMEOUT_NS;
    while (!delivered[0] && System.nanoTime() < deadline) {
      mailbox.drain();
    }
    assertThat(delivered[0]).isTrue();
  }
}
