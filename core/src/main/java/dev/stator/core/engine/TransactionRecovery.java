package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.codec.KeyCodec;
import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.StorageException;
import dev.stator.core.partition.PartitionReader;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that the end of the process interrupted: those with a decision in the
 * ledger are committed, all others aborted. Used while an engine opens: {@link #find} before its
 * workers run, {@link #end} before it takes requests.
 */
final class TransactionRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(TransactionRecovery.class);
  private static final int CALLS = 256;

  private final List<InDoubt> found;

  /** A participant that has prepared and whose transaction has ended like this. */
  private record InDoubt(Participant participant, boolean committed) {}

  private TransactionRecovery(List<InDoubt> found) {
    this.found = found;
  }

  /** Looks at all partitions, as they are after the logs were replayed. */
  static TransactionRecovery find(Collection<Route> partitions, Ledger ledger) {
    List<InDoubt> found = new ArrayList<>();
    for (Route route : partitions) {
      for (ParticipantKey key : route.state().preparedParticipants()) {
        found.add(new InDoubt(new Participant(key, route), isDecided(key, ledger)));
      }
    }
    return new TransactionRecovery(found);
  }

  private static boolean isDecided(ParticipantKey participant, Ledger ledger) {
    Slice item = ledger.decisionKey(participant);
    ExpandableArrayBuffer key = new ExpandableArrayBuffer(128);
    int length =
        KeyCodec.encode(ledger.table().keys(), item.buffer(), item.offset(), item.length(), key, 0);
    Route route = ledger.table().route(key.getLong(0, BIG_ENDIAN));
    if (!route.state().isReadable()) {
      throw new StorageException("the outcome of transactions cannot be read, see the log");
    }
    Reply reply = new Reply();
    new PartitionReader().get(route.state(), key, 0, length, null, reply);
    return reply.item() != null;
  }

  /**
   * Commits or aborts what was found, and waits until that is durable.
   *
   * @throws StorageException when a log does not take it
   */
  void end(Mailboxes mailboxes, EpochMicroClock clock, EngineThreads threads) {
    if (found.isEmpty()) {
      return;
    }
    long commits = found.stream().filter(InDoubt::committed).count();
    LOG.info(
        "ending interrupted transactions: {} parts to commit, {} to abort",
        commits,
        found.size() - commits);
    Semaphore replies = new Semaphore(0);
    Mailbox mailbox = mailboxes.open(CALLS, task -> replies.release());
    Outcomes outcomes = new Outcomes();
    int done = 0;
    for (InDoubt part : found) {
      ReplyHandler outcome = reply -> outcomes.take(reply, part.participant.route());
      Call call = mailbox.begin(outcome);
      while (call == null) {
        done += awaitSome(mailbox, threads, replies);
        call = mailbox.begin(outcome);
      }
      part.participant.resolve(
          part.committed ? CommandDescriptor.COMMIT : CommandDescriptor.ABORT,
          call,
          clock.microTime());
    }
    while (done < found.size()) {
      done += awaitSome(mailbox, threads, replies);
    }
    outcomes.check();
  }

  private static int awaitSome(Mailbox mailbox, EngineThreads threads, Semaphore replies) {
    int delivered;
    do {
      threads.await(replies);
      delivered = mailbox.drain();
    } while (delivered == 0);
    return delivered;
  }

  /** What the partitions answered. */
  private static final class Outcomes {
    private @Nullable String failure;

    void take(Reply reply, Route route) {
      ErrorCode error = reply.error();
      if (error != null && !route.state().isHeldUp()) { // else it waits, and is not forgotten
        failure = reply.message();
      }
    }

    void check() {
      if (failure != null) {
        throw new StorageException("an interrupted transaction could not be ended: " + failure);
      }
    }
  }
}
