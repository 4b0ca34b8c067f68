package dev.stator.core.engine;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.StorageException;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.Reply;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Mailboxes;
import dev.stator.core.worker.Route;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.agrona.concurrent.EpochMicroClock;

/** Opens partitions again that a crash has left closed, before the engine takes requests. */
final class GateOpening {
  private GateOpening() {}

  /**
   * Opens those that are not open.
   *
   * @throws StorageException when a log does not take the command
   */
  static void open(
      List<Route> partitions, Mailboxes mailboxes, EpochMicroClock clock, EngineThreads threads) {
    List<Route> closed =
        partitions.stream().filter(route -> route.state().gate() != Gate.OPEN).toList();
    if (closed.isEmpty()) {
      return;
    }
    Semaphore replies = new Semaphore(0);
    Mailbox mailbox = mailboxes.open(1, task -> replies.release());
    for (Route route : closed) {
      open(route, mailbox, clock);
      do {
        threads.await(replies);
      } while (mailbox.drain() == 0);
    }
  }

  private static void open(Route route, Mailbox mailbox, EpochMicroClock clock) {
    Call call = mailbox.begin(reply -> check(route, reply));
    if (call == null) {
      throw new IllegalStateException("each reply is waited for");
    }
    CommandEncoder encoder = new CommandEncoder();
    encoder.begin(CommandDescriptor.OPEN, call.ticket(), route.partition(), clock.microTime(), 0);
    route.worker().insist(call, encoder.buffer(), encoder.length());
  }

  /** A partition that is held up is opened when it goes on. */
  private static void check(Route route, Reply reply) {
    if (reply.error() != null && !route.state().isHeldUp()) {
      throw new StorageException(
          "partition %d could not be opened again: %s"
              .formatted(route.partition(), reply.message()));
    }
  }
}
