package dev.stator.core.engine;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandView;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.TransactionEncoder;
import dev.stator.core.error.RequestException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.PartitionWorker;
import dev.stator.core.worker.Route;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the writing transactions of one session: in one round when one worker has all the
 * items, else by {@link TwoPhaseCommit}.
 */
final class TransactionWriter {
  static final String DUPLICATE =
      "Transaction request cannot include multiple operations on one item";
  private static final int PARTICIPANT_OVERHEAD =
      CommandDescriptor.HEADER_LENGTH + ParticipantKey.LENGTH;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Mailbox mailbox;
  private final Ledger ledger;
  private final RequestEncoder requests;
  private final EpochMicroClock clock;
  private final Metering metering;
  private final TransactionEncoder encoder = new TransactionEncoder();
  private final CommandView command = new CommandView();
  private final CommandView other = new CommandView();

  TransactionWriter(
      Mailbox mailbox,
      Ledger ledger,
      RequestEncoder requests,
      EpochMicroClock clock,
      Metering metering) {
    this.mailbox = mailbox;
    this.ledger = ledger;
    this.requests = requests;
    this.clock = clock;
    this.metering = metering;
  }

  /**
   * Starts the transaction.
   *
   * @throws RequestException when two writes are of one item, or a key does not match its table
   */
  void write(TransactionRequest request, ReplyHandler handler) {
    encoder.clear();
    List<StagedWrite> writes = new ArrayList<>();
    for (WriteRequest write : request.writes()) {
      stage(write, writes);
    }
    checkDistinct(writes);
    MeteredTransaction metered = meter(request, writes, handler);
    if (!metered.admit()) {
      return;
    }
    ReplyHandler outcome = takeToken(request, writes, metered);
    PartitionWorker only = onlyWorker(writes);
    if (only == null || !fits(encoder.stagedLength(), only)) {
      new TwoPhaseCommit(mailbox, ledger, requests, clock, participants(writes), outcome)
          .start(encoder);
    } else {
      writeAtOnce(only, writes, outcome);
    }
  }

  private MeteredTransaction meter(
      TransactionRequest request, List<StagedWrite> writes, ReplyHandler handler) {
    MeteredTransaction metered = new MeteredTransaction(metering, handler);
    for (StagedWrite write : writes) {
      encoder.view(write.entry(), command);
      metered.write(
          request.writes().get(write.item()),
          command.buffer(),
          command.keyOffset(),
          command.keyLength());
    }
    return metered;
  }

  private void stage(WriteRequest write, List<StagedWrite> writes) {
    Route route = requests.encode(write, 0);
    if (route == null) {
      throw RequestException.validation(Session.WRONG_KEY);
    }
    writes.add(new StagedWrite(route, writes.size(), encoder.stage(requests.command())));
  }

  private void checkDistinct(List<StagedWrite> writes) {
    for (int i = 1; i < writes.size(); i++) {
      encoder.view(writes.get(i).entry(), command);
      for (int j = 0; j < i; j++) {
        if (command.hasKeyOf(encoder.view(writes.get(j).entry(), other))) {
          throw RequestException.validation(DUPLICATE);
        }
      }
    }
  }

  /** Makes the taking of the client's token, if there is one, the last write. */
  private ReplyHandler takeToken(
      TransactionRequest request, List<StagedWrite> writes, ReplyHandler handler) {
    String token = request.token();
    if (token == null) {
      return handler;
    }
    RequestDigest digest = new RequestDigest();
    for (StagedWrite write : writes) {
      Table table = request.writes().get(write.item()).table();
      digest.add(table, encoder.view(write.entry(), command));
    }
    byte[] bytes = digest.bytes();
    long nowMs = TimeUnit.MICROSECONDS.toMillis(clock.microTime());
    stage(ledger.token(token, bytes, nowMs), writes);
    return new TokenOutcome(bytes, handler);
  }

  /** The worker that owns the partitions of all writes, null when there are several. */
  private static @Nullable PartitionWorker onlyWorker(List<StagedWrite> writes) {
    PartitionWorker first = writes.getFirst().route().worker();
    for (StagedWrite write : writes) {
      if (write.route().worker() != first) {
        return null;
      }
    }
    return first;
  }

  private static boolean fits(int entriesLength, PartitionWorker worker) {
    return entriesLength + PARTICIPANT_OVERHEAD <= worker.maxCommandLength();
  }

  private void writeAtOnce(PartitionWorker worker, List<StagedWrite> writes, ReplyHandler handler) {
    Call call = mailbox.begin(handler);
    if (call == null) {
      Reply reply = new Reply();
      Refusal.BUSY.writeTo(reply);
      handler.onReply(reply);
      return;
    }
    encoder.multi(call.ticket(), clock.microTime());
    for (StagedWrite write : writes) {
      encoder.append(write.entry());
    }
    CommandLog.Offer offer = refusal(writes);
    if (offer == CommandLog.Offer.ACCEPTED) {
      offer = worker.offer(encoder.buffer(), 0, encoder.length());
    }
    if (offer != CommandLog.Offer.ACCEPTED) {
      Refusal.of(offer).writeTo(call.reply());
      call.refused();
      mailbox.abandon(call);
    }
  }

  /** Why one of the partitions takes no commands now; ACCEPTED when all do. */
  private static CommandLog.Offer refusal(List<StagedWrite> writes) {
    for (StagedWrite write : writes) {
      CommandLog.Offer refusal = write.route().refusal();
      if (refusal != CommandLog.Offer.ACCEPTED) {
        return refusal;
      }
    }
    return CommandLog.Offer.ACCEPTED;
  }

  /** Groups the writes by partition, and divides what is too long for one command. */
  private List<Participant> participants(List<StagedWrite> writes) {
    long high = RANDOM.nextLong();
    long low = RANDOM.nextLong();
    List<Participant> participants = new ArrayList<>();
    Map<Long, Participant> open = new HashMap<>();
    for (StagedWrite write : writes) {
      int length = encoder.entryLength(write.entry());
      Route route = write.route();
      Participant participant = open.get(route.partition());
      if (participant == null || !fits(participant.length() + length, route.worker())) {
        participant = new Participant(new ParticipantKey(high, low, participants.size()), route);
        participants.add(participant);
        open.put(route.partition(), participant);
      }
      participant.add(write, length);
    }
    return participants;
  }
}
