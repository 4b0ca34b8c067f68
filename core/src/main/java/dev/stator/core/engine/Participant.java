package dev.stator.core.engine;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.Images;
import dev.stator.core.command.ParticipantKey;
import dev.stator.core.command.TransactionEncoder;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Reply;
import dev.stator.core.worker.Call;
import dev.stator.core.worker.Route;
import java.util.ArrayList;
import java.util.List;

/** One partition's part in a transaction of two phases, as its coordinator sees it. */
final class Participant {
  private final ParticipantKey key;
  private final Route route;
  private final List<StagedWrite> writes = new ArrayList<>();

  /** Holds the outcome until the log has it, which may be after the next command was encoded. */
  private final CommandEncoder outcome = new CommandEncoder();

  private int length;

  Participant(ParticipantKey key, Route route) {
    this.key = key;
    this.route = route;
  }

  ParticipantKey key() {
    return key;
  }

  Route route() {
    return route;
  }

  /** Bytes of the commands of its writes. */
  int length() {
    return length;
  }

  void add(StagedWrite write, int entryLength) {
    writes.add(write);
    length += entryLength;
  }

  /** Asks the partition to promise that it will carry the writes out. */
  CommandLog.Offer prepare(TransactionEncoder encoder, Call call, long timestamp) {
    encoder.prepare(call.ticket(), route.partition(), timestamp, key);
    for (StagedWrite write : writes) {
      encoder.append(write.entry());
    }
    return route.offer(encoder.buffer(), 0, encoder.length());
  }

  /** Tells the partition to carry the writes out, or to forget them. */
  void resolve(byte type, Call call, long timestamp) {
    key.put(outcome.keyBuffer(), CommandEncoder.KEY_OFFSET);
    outcome
        .begin(type, call.ticket(), route.partition(), timestamp, ParticipantKey.LENGTH)
        .images(type == CommandDescriptor.COMMIT ? Images.WHEN_DURABLE : Images.NONE);
    route.worker().insist(call, outcome.buffer(), outcome.length());
  }

  /** Puts the replies to its writes where they belong in the reply to the transaction. */
  void copyParts(Reply from, Reply to) {
    for (int i = 0; i < from.parts().size(); i++) {
      to.part(writes.get(i).item()).copyOf(from.parts().get(i));
    }
  }
}
