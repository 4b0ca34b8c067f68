package dev.stator.core.worker;

import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** All mailboxes of an engine, to find the call that a ticket names. */
public final class Mailboxes {
  private volatile Mailbox[] mailboxes = new Mailbox[0];
  private volatile Mailbox[] ofClients = new Mailbox[0];

  /** A new mailbox; any thread. */
  public synchronized Mailbox open(int capacity, Executor owner) {
    Mailbox mailbox = new Mailbox(mailboxes.length, capacity, owner);
    mailboxes = with(mailboxes, mailbox);
    return mailbox;
  }

  /** A new mailbox for the requests of clients; any thread. */
  public synchronized Mailbox openForClients(int capacity, Executor owner) {
    Mailbox mailbox = open(capacity, owner);
    ofClients = with(ofClients, mailbox);
    return mailbox;
  }

  private static Mailbox[] with(Mailbox[] some, Mailbox another) {
    Mailbox[] grown = Arrays.copyOf(some, some.length + 1);
    grown[some.length] = another;
    return grown;
  }

  /** How many calls there were for clients so far; any thread. */
  public long clientCalls() {
    long calls = 0;
    for (Mailbox mailbox : ofClients) {
      calls += mailbox.begun();
    }
    return calls;
  }

  /** The call with this ticket, null when there is none (any more). */
  @Nullable Call find(long ticket) {
    int index = Mailbox.mailboxOf(ticket);
    Mailbox[] all = mailboxes;
    return index < 0 || index >= all.length ? null : all[index].call(ticket);
  }
}
