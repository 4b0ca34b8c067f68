package dev.stator.gateway.operation;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.partition.Reply;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.core.throughput.Throttle;
import dev.stator.gateway.json.ResponseBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/**
 * One request on its way to one answer, seen by the operation that carries it out. Lives on the
 * event loop of its connection; an operation calls it on that thread only, possibly after {@link
 * Operation#handle} returned.
 *
 * <p>Exactly one of {@link #ok} and the {@code fail} methods ends the exchange; what comes after
 * the end is ignored and logged. A {@link RequestException} out of {@link Operation#handle} is
 * {@link #fail(RequestException)}, any other exception there an {@code InternalServerError}. Steps
 * that run after {@code handle} returned get the same care through {@link #run}, {@link #guard},
 * {@link #execute} and {@link #await}.
 */
public interface Exchange {
  Engine engine();

  /** The engine's session of this event loop; its replies come on this thread. */
  Session session();

  /** The region that ARNs and endpoints name, such as {@code us-east-1}. */
  String region();

  /** Where the client found this server, {@code host[:port]} as it wrote it. */
  String host();

  /**
   * The buffer of this exchange alone that takes the body of the answer, empty at first; it belongs
   * to the operation until the exchange ends.
   */
  ResponseBuffer body();

  /** Sends 200 with what {@link #body} holds. */
  void ok();

  /** Answers with this error; what {@link #body} holds is dropped. */
  void fail(ErrorCode code, String message);

  /** Answers with this error and further members of the error's structure, such as an item. */
  void fail(ErrorCode code, String message, Consumer<JsonGenerator> members);

  default void fail(RequestException refusal) {
    fail(refusal.code(), refusal.getMessage());
  }

  /** Says which table the request is about, for metrics and logs; the first one counts. */
  default void about(Table table) {}

  /** Says how many items, or records of so many bytes, the answer gives, for metrics. */
  default void gives(long items, long bytes) {}

  /**
   * Says how far a reader of a stream is behind its changes after this request, for metrics.
   *
   * @param ageMs of the last change that it has now; 0 when it has all
   * @param unreadBytes what it has not read yet of the shard
   */
  default void isBehind(TableStream stream, long ageMs, long unreadBytes) {}

  /** Says that parts of a transaction failed, and why as far as metrics tell it. */
  default void canceled(int conflicts, int failedConditions) {}

  /** Answers with this error and why the request was throttled. */
  default void fail(Throttle throttle) {
    String region = region();
    fail(
        throttle.code(),
        throttle.message(),
        json -> ThrottlingReasons.write(json, region, throttle));
  }

  /** Answers with the error of a reply, which has one. */
  default void fail(Reply reply) {
    Throttle throttle = reply.throttle();
    ErrorCode error = reply.error();
    if (throttle != null) {
      fail(throttle);
    } else if (error != null) {
      fail(error, reply.message());
    } else {
      throw new IllegalArgumentException("a reply without error");
    }
  }

  /** Runs this step now, on the event loop; what it throws ends the exchange. */
  void run(Runnable step);

  /** Runs this step soon, on the event loop; may be called on any thread. */
  void execute(Runnable step);

  /** A reply handler for {@link #session} whose failure ends this exchange instead of losing it. */
  default ReplyHandler guard(ReplyHandler handler) {
    return reply -> run(() -> handler.onReply(reply));
  }

  /** Goes on with {@code then}, on the event loop, when the stage completes; its failure fails. */
  <T> void await(CompletionStage<T> stage, Consumer<? super T> then);
}
