package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.journal.CommandLog;
import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.MemoryCommandLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final List<Runnable> scheduled = new ArrayList<>();
  private final Mailboxes mailboxes = new Mailboxes();
  private final Mailbox mailbox = mailboxes.open(2, scheduled::add);
  private final List<String> delivered = new ArrayList<>();

  @Test
  void findsTheCallOfATicketAmongAllMailboxes() {
    Mailbox other = mailboxes.open(2, scheduled::add);
    Call first = begin("a");
    Call second = Objects.requireNonNull(other.begin(reply -> {}));

    assertThat(mailboxes.find(first.ticket())).isSameAs(first);
    assertThat(mailboxes.find(second.ticket())).isSameAs(second);
    assertThat(first.ticket()).isNotZero();
    assertThat(mailboxes.find(0)).isNull();
    assertThat(mailboxes.find(9L << 32)).isNull();
  }

  @Test
  void countsTheCallsOfClientsAlone() {
    Mailbox one = mailboxes.openForClients(2, scheduled::add);
    Mailbox another = mailboxes.openForClients(2, scheduled::add);
    begin("a");
    assertThat(mailboxes.clientCalls()).isZero();

    for (int i = 0; i < 3; i++) {
      one.abandon(Objects.requireNonNull(one.begin(reply -> {})));
    }
    another.begin(reply -> {});

    assertThat(mailboxes.clientCalls()).isEqualTo(4);
  }

  @Test
  void wakesItsOwnerOnceForAllThatWaits() {
    Call first = begin("a");
    Call second = begin("b");

    mailbox.finish(first);
    mailbox.flush();
    mailbox.finish(second);
    mailbox.flush();

    assertThat(scheduled).hasSize(1);
    scheduled.getFirst().run();
    assertThat(delivered).containsExactly("a", "b");
  }

  @Test
  void signalsAWorkerOnceForAllThatIsEnqueuedBeforeItsOwnerComesToItsTasks() {
    PartitionWorker worker = LooseWorker.create(mailboxes);
    int[] signals = {0};
    worker.take(
        new MemoryCommandLog(CommitLogConfig.DEFAULT.withRingLength(1 << 16), () -> signals[0]++));
    UnsafeBuffer command = new UnsafeBuffer(new byte[64]);

    for (int i = 0; i < 3; i++) {
      assertThat(worker.enqueue(command, 0, 64)).isEqualTo(CommandLog.Offer.ACCEPTED);
      mailbox.signalSoon(worker);
    }

    assertThat(signals[0]).isZero();
    assertThat(scheduled).hasSize(1);
    scheduled.removeFirst().run();
    assertThat(signals[0]).isEqualTo(1);
    mailbox.signalSoon(worker);
    assertThat(scheduled).hasSize(1);
  }

  @Test
  void hasNoMoreCallsThanItsCapacityAndUsesThemAgain() {
    Call first = begin("a");
    begin("b");
    assertThat(mailbox.begin(reply -> {})).isNull();

    mailbox.finish(first);
    mailbox.drain();

    assertThat(mailbox.begin(reply -> {})).isSameAs(first);
  }

  @Test
  void deliversTheRepliesBehindAHandlerThatFails() {
    Call first =
        Objects.requireNonNull(
            mailbox.begin(
                reply -> {
                  throw new IllegalStateException("a handler that fails");
                }));
    Call second = begin("b");
    mailbox.finish(first);
    mailbox.finish(second);

    mailbox.drain();

    assertThat(delivered).containsExactly("b");
    assertThat(mailbox.begin(reply -> {})).isNotNull();
    assertThat(mailbox.begin(reply -> {})).isNotNull();
  }

  private Call begin(String name) {
    return Objects.requireNonNull(mailbox.begin(reply -> delivered.add(name)));
  }
}
