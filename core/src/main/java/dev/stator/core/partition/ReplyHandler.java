package dev.stator.core.partition;

/** Takes the reply to one request, on the thread of the session that asked. */
@FunctionalInterface
public interface ReplyHandler {
  /** The reply and everything it refers to are valid during this call only. */
  void onReply(Reply reply);
}
