package dev.stator.loadgen;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Some connections on one thread; each sends its next request when the last one was answered.
 * Deploying it runs it: the deployment is complete when the source has ended and the last answer
 * has come.
 */
final class ClosedLoop extends VerticleBase {
  /** After a failure without an answer, so that a dead server is not hammered. */
  private static final long FAILURE_PAUSE_MS = 50;

  private final DynamoClient.Target target;
  private final int connections;
  private final Duration timeout;
  private final Items items;
  private final RequestSource source;
  private final Tally tally = new Tally();
  private final Promise<Void> finished = Promise.promise();
  private int running;

  ClosedLoop(
      DynamoClient.Target target,
      int connections,
      Duration timeout,
      Items items,
      RequestSource source) {
    this.target = target;
    this.connections = connections;
    this.timeout = timeout;
    this.items = items;
    this.source = source;
  }

  /** Complete when the loop is. */
  Tally tally() {
    return tally;
  }

  @Override
  public Future<?> start() {
    DynamoClient client = new DynamoClient(vertx, target, connections, timeout);
    running = connections;
    for (int i = 0; i < connections; i++) {
      sendNext(client);
    }
    return finished.future().eventually(client::close);
  }

  private void sendNext(DynamoClient client) {
    long number = source.next();
    if (number == RequestSource.END) {
      if (--running == 0) {
        finished.complete();
      }
      return;
    }
    Operation operation = source.operation();
    boolean isMeasured = source.isMeasured(System.nanoTime());
    client
        .call(operation.wireName(), items.body(operation, number))
        .onSuccess(
            answer -> {
              count(operation, answer, isMeasured);
              sendNext(client);
            })
        .onFailure(
            failure -> {
              tally.error(failure.getClass().getSimpleName());
              vertx.setTimer(FAILURE_PAUSE_MS, timer -> sendNext(client));
            });
  }

  /** Errors count in the warm-up too: there is no time in which the server may fail. */
  private void count(Operation operation, Answer answer, boolean isMeasured) {
    if (!answer.isSuccess()) {
      tally.error(answer.errorType());
    } else if (!items.isAnswer(operation, answer.body())) {
      tally.error("ItemMissing");
    } else if (isMeasured) {
      tally.success(answer.serviceTimeNs());
    }
  }
}
