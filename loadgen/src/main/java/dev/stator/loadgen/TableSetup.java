package dev.stator.loadgen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.regex.Pattern;

/** Creates the table when it is missing and waits until it is active. */
final class TableSetup {
  private static final Pattern ACTIVE = Pattern.compile("\"TableStatus\"\\s*:\\s*\"ACTIVE\"");
  private static final long PAUSE_MS = 100;
  private static final int MAX_TRIES = 600;

  private final Vertx vertx;
  private final DynamoClient client;
  private final String table;

  TableSetup(Vertx vertx, DynamoClient client, String table) {
    this.vertx = vertx;
    this.client = client;
    this.table = table;
  }

  Future<Void> run() {
    return describe()
        .compose(
            answer ->
                "ResourceNotFoundException".equals(answer.isSuccess() ? "" : answer.errorType())
                    ? create()
                    : Future.succeededFuture())
        .compose(ready -> awaitActive(MAX_TRIES));
  }

  private Future<Answer> describe() {
    return client.call("DescribeTable", Buffer.buffer("{\"TableName\":\"" + table + "\"}"));
  }

  private Future<Void> create() {
    String body =
        """
        {"TableName":"%s","BillingMode":"PAY_PER_REQUEST",\
        "AttributeDefinitions":[{"AttributeName":"%s","AttributeType":"S"}],\
        "KeySchema":[{"AttributeName":"%s","KeyType":"HASH"}]}\
        """
            .formatted(table, Items.KEY_NAME, Items.KEY_NAME);
    return client
        .call("CreateTable", Buffer.buffer(body))
        .compose(
            answer ->
                answer.isSuccess() ? Future.succeededFuture() : refused("CreateTable", answer));
  }

  private Future<Void> awaitActive(int triesLeft) {
    return describe().compose(answer -> isActiveOrAgain(answer, triesLeft));
  }

  private Future<Void> isActiveOrAgain(Answer answer, int triesLeft) {
    if (!answer.isSuccess()) {
      return refused("DescribeTable", answer);
    }
    if (ACTIVE.matcher(answer.text()).find()) {
      return Future.succeededFuture();
    }
    if (triesLeft == 0) {
      return Future.failedFuture("table " + table + " does not become active");
    }
    return vertx.timer(PAUSE_MS).compose(elapsed -> awaitActive(triesLeft - 1));
  }

  private static Future<Void> refused(String operation, Answer answer) {
    return Future.failedFuture(
        operation + " was answered with " + answer.status() + ": " + answer.text());
  }
}
