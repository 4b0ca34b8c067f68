package dev.stator.core.engine;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;

/**
 * Takes the reply to a transaction whose last part is the taking of the client's token, and says
 * without that part what it means for the client.
 *
 * @param digest of the request
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record TokenOutcome(byte[] digest, ReplyHandler handler) implements ReplyHandler {
  private static final String MISMATCH =
      "DynamoDB rejected the request because you retried a request with a different payload but"
          + " with an idempotent token that was already used.";
  private static final String IN_PROGRESS =
      "The transaction with the given request token is already in progress.";

  @Override
  public void onReply(Reply reply) {
    if (!reply.parts().isEmpty()) {
      Reply token = reply.parts().removeLast();
      ErrorCode error = token.error();
      if (error == ErrorCode.TRANSACTION_CONFLICT) {
        reply.refuse(ErrorCode.TRANSACTION_IN_PROGRESS, IN_PROGRESS);
      } else if (error == ErrorCode.CONDITIONAL_CHECK_FAILED) {
        judge(token, reply);
      }
    }
    handler.onReply(reply);
  }

  /** The token was used before. */
  private void judge(Reply token, Reply reply) {
    Slice earlier = token.oldImage();
    if (earlier != null && Ledger.hasDigest(earlier, digest)) {
      reply.replay();
    } else {
      reply.refuse(ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH, MISMATCH);
    }
  }
}
