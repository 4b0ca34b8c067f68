package dev.stator.core.engine;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.stator.core.backup.ItemCursor;
import dev.stator.core.backup.KeyRange;
import dev.stator.core.backup.Snapshot;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.StorageException;
import dev.stator.core.partition.Reply;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Route;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.EpochMicroClock;

/**
 * Writes the items of snapshots into tables, as commands to the logs of their partitions, of which
 * a bounded number is under way. What is written twice, because a crash came between, is the same.
 * While clients use the database it goes by turns with pauses between them. Used by one thread.
 */
final class RestoreRun {
  /** How it ended. */
  enum Outcome {
    DONE,
    /** A log took no command, as when the disk is full. */
    REFUSED,
    /** The engine closes. */
    STOPPED
  }

  /** Commands under way: enough to share forces of the logs, few beside those of clients. */
  private static final int WINDOW = 64;

  private final Mailbox mailbox;
  private final EpochMicroClock clock;
  private final EngineThreads threads;
  private final Turn turn;
  private final BooleanSupplier stopped;
  private final Semaphore signals = new Semaphore(0);
  private final ArrayDeque<CommandEncoder> idle = new ArrayDeque<>();
  private boolean refused;

  /**
   * @param stopped whether to give up; {@link #wake} must follow
   */
  RestoreRun(
      Restores.RestoreSource source, EngineThreads threads, Turn turn, BooleanSupplier stopped) {
    this.mailbox = source.mailboxes().open(WINDOW, task -> signals.release());
    this.clock = source.clock();
    this.threads = threads;
    this.turn = turn;
    this.stopped = stopped;
    for (int i = 0; i < WINDOW; i++) {
      idle.add(new CommandEncoder());
    }
  }

  /** Makes a waiting run look whether it is to give up; any thread. */
  void wake() {
    signals.release();
  }

  /**
   * Writes the items into the table.
   *
   * @param untilMicros as of when
   * @throws StorageException when the snapshot is damaged
   */
  Outcome restore(Snapshot snapshot, long untilMicros, Table target) {
    refused = false;
    turn.begin();
    try {
      for (int i = 0; i < snapshot.partitions() && !hasEnded(); i++) {
        try (ItemCursor items = snapshot.items(i, untilMicros, KeyRange.ALL, this::onRead)) {
          while (!hasEnded() && items.next()) {
            send(items, target);
            if (turn.add(items.itemLength())) {
              endTurn();
            }
          }
          endTurn();
        }
      }
    } finally {
      awaitIdle(WINDOW);
    }
    return stopped.getAsBoolean() ? Outcome.STOPPED : refused ? Outcome.REFUSED : Outcome.DONE;
  }

  /** The keys of a partition are read before its first item. */
  private void onRead(int length) {
    if (!hasEnded()) {
      turn.read(length);
    }
  }

  private void endTurn() {
    if (turn.arePaced()) {
      awaitIdle(WINDOW);
    }
    if (!hasEnded()) {
      turn.end();
    }
  }

  private boolean hasEnded() {
    return refused || stopped.getAsBoolean();
  }

  private void send(ItemCursor item, Table target) {
    awaitIdle(1);
    CommandEncoder encoder = idle.poll();
    if (encoder == null) {
      return; // stopped while everything was under way
    }
    Call call = mailbox.begin(reply -> onReply(encoder, reply));
    if (call == null) {
      throw new IllegalStateException("more calls than encoders");
    }
    long hash = item.buffer().getLong(item.keyOffset(), BIG_ENDIAN);
    Route route = target.route(hash);
    encoder
        .keyBuffer()
        .putBytes(CommandEncoder.KEY_OFFSET, item.buffer(), item.keyOffset(), item.keyLength());
    encoder.begin(
        CommandDescriptor.PUT,
        call.ticket(),
        route.partition(),
        clock.microTime(),
        item.keyLength());
    encoder.item(item.buffer(), item.itemOffset(), item.itemLength(), item.itemSize());
    route.worker().insist(call, encoder.buffer(), encoder.length());
  }

  private void onReply(CommandEncoder encoder, Reply reply) {
    idle.add(encoder);
    refused |= reply.error() != null;
  }

  /** Waits until so many commands may be sent, or this is stopped. */
  private void awaitIdle(int count) {
    mailbox.drain();
    while (idle.size() < count && !stopped.getAsBoolean()) {
      threads.await(signals);
      signals.drainPermits();
      mailbox.drain();
    }
  }
}
