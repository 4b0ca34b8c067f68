package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
