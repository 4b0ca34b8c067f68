package dev.stator.core.worker;

import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** All mailboxes of an engine, to find the call that a ticket names. */
public final class Mailboxes {
  private volatile Mailbox[] mailboxes = new Mailbox[0];

  /** A new mailbox; any thread. */
  public synchronized Mailbox open(int capacity, Executor owner) {
    Mailbox mailbox = new Mailbox(mailboxes.length, capacity, owner);
    Mailbox[] grown = Arrays.copyOf(mailboxes, mailboxes.length + 1);
    grown[mailboxes.length] = mailbox;
    mailboxes = grown;
    return mailbox;
  }

  /** The call with this ticket, null when there is none (any more). */
  @Nullable Call find(long ticket) {
    int index = Mailbox.mailboxOf(ticket);
    Mailbox[] all = mailboxes;
    return index < 0 || index >= all.length ? null : all[index].call(ticket);
  }
}
