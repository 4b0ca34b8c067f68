package dev.stator.core.engine;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.TransactionEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Mailbox;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.EpochMicroClock;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates one transaction over partitions of several workers: all participants prepare, the
 * decision to commit becomes durable in the ledger, all carry it out, the client is answered, the
 * decision is forgotten. If any cannot prepare, those that have are told to forget it. Whatever is
 * interrupted ends at the next opening: by the decision if there is one, else aborted. If a
 * partition is being split, all forget it, and the reply says that it is to be sent anew.
 *
 * <p>Belongs to the thread of its session, which its replies come to.
 */
final class TwoPhaseCommit {
  /** The ticket of a command whose reply nobody waits for. */
  private static final long NOBODY = 0;

  private final Mailbox mailbox;
  private final Ledger ledger;
  private final RequestEncoder requests;
  private final EpochMicroClock clock;
  private final ReplyHandler handler;
  private final List<Participant> participants;
  private final List<Call> calls = new ArrayList<>();
  private final boolean[] mayBePrepared;
  private final Reply result = new Reply();
  private @Nullable Refusal failure;
  private boolean refused;
  private long movedFrom;
  private boolean committed;
  private boolean resolving;
  private boolean answered;
  private int waiting;

  TwoPhaseCommit(
      Mailbox mailbox,
      Ledger ledger,
      RequestEncoder requests,
      EpochMicroClock clock,
      List<Participant> participants,
      ReplyHandler handler) {
    this.mailbox = mailbox;
    this.ledger = ledger;
    this.requests = requests;
    this.clock = clock;
    this.participants = participants;
    this.handler = handler;
    this.mayBePrepared = new boolean[participants.size()];
  }

  /** Begins; everything that follows is driven by replies. */
  void start(TransactionEncoder encoder) {
    if (!takeCalls()) {
      answer(Refusal.BUSY);
      return;
    }
    waiting = participants.size();
    for (int i = 0; i < participants.size(); i++) {
      var offer = participants.get(i).prepare(encoder, calls.get(i), clock.microTime());
      if (offer != CommandLog.Offer.ACCEPTED) {
        failure = Refusal.of(offer);
        mailbox.abandon(calls.get(i));
        waiting--;
      }
    }
    if (waiting == 0) {
      decide();
    }
  }

  /** Takes a call for each participant, which it keeps to the end, and one for the decision. */
  private boolean takeCalls() {
    for (int i = 0; i <= participants.size(); i++) {
      int number = i;
      Call call =
          mailbox.begin(
              number == participants.size() ? this::onDecided : reply -> onReply(number, reply));
      if (call == null) {
        calls.forEach(mailbox::abandon);
        return false;
      }
      calls.add(call);
    }
    return true;
  }

  private void onReply(int participant, Reply reply) {
    if (resolving) {
      onResolved(participant, reply);
    } else {
      onPrepared(participant, reply);
    }
  }

  private void onPrepared(int participant, Reply reply) {
    participants.get(participant).copyParts(reply, result);
    ErrorCode error = reply.error();
    if (error == null) {
      mayBePrepared[participant] = true;
      calls.get(participant).keep();
    } else if (error == ErrorCode.TRANSACTION_CANCELED) {
      refused = true;
    } else if (reply.movedFrom() != 0) {
      movedFrom = reply.movedFrom(); // it has prepared nothing, nor will it
    } else {
      failure = new Refusal(error, reply.message());
      mayBePrepared[participant] = true; // perhaps, or it will yet: it may be waiting for room
      calls.get(participant).keep();
    }
    waiting--;
    if (waiting == 0) {
      decide();
    }
  }

  private void decide() {
    Call call = calls.getLast();
    if (failure == null && !refused && movedFrom == 0) {
      CommandLog.Offer offer = offerDecision(call);
      if (offer == CommandLog.Offer.ACCEPTED) {
        return;
      }
      failure = Refusal.of(offer);
    }
    mailbox.abandon(call);
    resolve(CommandDescriptor.ABORT);
  }

  private CommandLog.Offer offerDecision(Call call) {
    Route route = requests.encode(ledger.decision(participants.getFirst().key()), call.ticket());
    if (route == null) {
      throw new IllegalStateException("a decision without key");
    }
    return route.offer(requests.buffer(), 0, requests.length());
  }

  private void onDecided(Reply reply) {
    if (reply.error() == null) {
      committed = true;
      resolve(CommandDescriptor.COMMIT);
      return;
    }
    if (Refusal.NO_ROOM.isOf(reply) && !answered) {
      failure = Refusal.NO_ROOM;
      resolve(CommandDescriptor.ABORT);
      return;
    }
    if (Refusal.NO_ROOM.isOf(reply) || Refusal.NO_ROOM_NOW.isOf(reply)) {
      insistOnDecision();
      return;
    }
    // Nobody knows whether the decision is on the disk: only the next opening can tell.
    for (int i = 0; i < participants.size(); i++) {
      mailbox.abandon(calls.get(i));
    }
    answer(Refusal.FAILED);
  }

  /** The decision will be carried out when there is room: only then all may commit. */
  private void insistOnDecision() {
    answer(Refusal.NO_ROOM_NOW);
    Call call = calls.getLast();
    Route route = requests.encode(ledger.decision(participants.getFirst().key()), call.ticket());
    if (route != null) {
      call.keep();
      route.worker().insistLater(requests.buffer(), requests.length());
    }
  }

  private void resolve(byte type) {
    resolving = true;
    for (int i = 0; i < participants.size(); i++) {
      if (mayBePrepared[i]) {
        waiting++;
        participants.get(i).resolve(type, calls.get(i), clock.microTime());
      }
    }
    if (waiting == 0) {
      end();
    }
  }

  private void onResolved(int participant, Reply reply) {
    if (committed) {
      participants.get(participant).copyParts(reply, result);
      ErrorCode error = reply.error();
      if (error != null && error != ErrorCode.RESOURCE_NOT_FOUND) {
        failure = Refusal.FAILED; // the decision stays, for the next opening to carry out
      }
    }
    waiting--;
    if (waiting == 0) {
      end();
    }
  }

  private void end() {
    if (failure != null) {
      answer(failure);
      return;
    }
    if (committed) {
      forgetDecision();
    } else if (movedFrom != 0) {
      result.clear();
      result.move(movedFrom); // to be sent anew
    } else {
      result.refuse(ErrorCode.TRANSACTION_CANCELED, "");
    }
    answer();
  }

  /** A decision that cannot be forgotten now is swept after the next opening. */
  private void forgetDecision() {
    Route route = requests.encode(ledger.forget(participants.getFirst().key()), NOBODY);
    if (route != null) {
      route.offer(requests.buffer(), 0, requests.length());
    }
  }

  private void answer(Refusal refusal) {
    result.clear();
    refusal.writeTo(result);
    answer();
  }

  private void answer() {
    if (!answered) {
      answered = true;
      handler.onReply(result);
    }
  }
}
