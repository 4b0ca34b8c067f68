package dev.stator.core.worker;

import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CLOSE or OPEN of a partition that is sent until it is carried out. Used by the thread that owns
 * the mailbox.
 */
final class GateCommand {
  private final Mailbox mailbox;
  private final Route route;
  private final byte type;
  private final CommandEncoder encoder = new CommandEncoder();
  private boolean wasAccepted;
  private boolean logHasFailed;
  private int underWay;
  private boolean done;
  private @Nullable ErrorCode refusal;
  private long position;
  private long version;

  GateCommand(Mailbox mailbox, Route route, byte type) {
    this.mailbox = mailbox;
    this.route = route;
    this.type = type;
  }

  void send(long timestamp) {
    send(timestamp, Map.of());
  }

  /**
   * @param inherited what an OPEN lets the partition begin with
   */
  void send(long timestamp, Map<Long, Long> inherited) {
    done = false;
    refusal = null;
    Call call = mailbox.begin(this::onReply);
    if (call == null) {
      refusal = ErrorCode.THROTTLING;
      return;
    }
    encoder.begin(type, call.ticket(), route.partition(), timestamp, 0);
    if (type == CommandDescriptor.OPEN) {
      encoder.inherited(inherited);
    }
    CommandLog.Offer offer = route.worker().offer(encoder.buffer(), 0, encoder.length());
    if (offer == CommandLog.Offer.ACCEPTED) {
      wasAccepted = true;
      underWay++;
    } else {
      logHasFailed = offer == CommandLog.Offer.FAILED;
      boolean full = offer == CommandLog.Offer.FULL;
      refusal = full ? ErrorCode.THROTTLING : ErrorCode.INTERNAL_SERVER_ERROR;
      mailbox.abandon(call);
    }
  }

  private void onReply(Reply reply) {
    underWay--;
    refusal = reply.error();
    done = refusal == null && underWay == 0;
    position = reply.position();
    version = reply.version();
  }

  /** Whether it was given to a log at least once. */
  boolean wasAccepted() {
    return wasAccepted;
  }

  /** Whether the log takes nothing any more. */
  boolean logHasFailed() {
    return logHasFailed;
  }

  boolean isUnderWay() {
    return underWay > 0;
  }

  boolean isDone() {
    return done;
  }

  /** Whether it was refused for a reason that is over soon. */
  boolean mustSendAgain() {
    return !isUnderWay() && refusal != null && refusal != ErrorCode.INTERNAL_SERVER_ERROR;
  }

  boolean hasFailed() {
    return !isUnderWay() && refusal == ErrorCode.INTERNAL_SERVER_ERROR;
  }

  /** Where the records of the partition ended when it was carried out. */
  long position() {
    return position;
  }

  /** When the last of them was stored. */
  long version() {
    return version;
  }
}
