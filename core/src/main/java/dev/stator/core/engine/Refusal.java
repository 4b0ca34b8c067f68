package dev.stator.core.engine;

import dev.stator.core.error.ErrorCode;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.partition.ChangeReader;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.Reply;

/**
 * Why a request was not taken.
 *
 * @param message for the client
 */
record Refusal(ErrorCode code, String message) {
  static final Refusal BUSY =
      new Refusal(
          ErrorCode.THROTTLING,
          "Throughput exceeds the current capacity of your table or index. DynamoDB is"
              + " automatically scaling your table or index so please try again shortly.");
  static final Refusal FAILED = new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.FAILED);

  /** Of changes in a partition that was split so long ago that it is gone. */
  static final Refusal TRIMMED = new Refusal(ErrorCode.TRIMMED_DATA_ACCESS, ChangeReader.TRIMMED);

  static final Refusal NO_ROOM = new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.NO_ROOM);

  static final Refusal NO_ROOM_NOW =
      new Refusal(ErrorCode.INTERNAL_SERVER_ERROR, Partition.NO_ROOM_NOW);

  /** Of a command that was not accepted. */
  static Refusal of(CommandLog.Offer offer) {
    return switch (offer) {
      case FULL -> BUSY;
      case NO_ROOM -> NO_ROOM;
      case TOO_LARGE, NOT_LEADER, FAILED -> FAILED;
      case ACCEPTED -> throw new IllegalArgumentException("it was accepted");
    };
  }

  /** Whether the reply says this. */
  boolean isOf(Reply reply) {
    return reply.error() == code && message.equals(reply.message());
  }

  void writeTo(Reply reply) {
    reply.refuse(code, message);
  }
}
