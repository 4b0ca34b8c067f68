package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * What meets a transaction that is under way. Writers keep one under way nearly all the time, on
 * items of several workers: one worker alone needs no two phases.
 */
class TransactionConflictsTest {
  private static final String TABLE = "conflicts";
  private static final int WRITERS = 2;
  private static final int ITEMS = 20;

  private static final AtomicBoolean STOPPED = new AtomicBoolean();
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(WRITERS);
  private static final List<Future<?>> RUNNING = new ArrayList<>();

  @TempDir private static Path data = Path.of("");

  private static ServerProcess server;
  private static DynamoDbClient client;

  @BeforeAll
  static void startWriters() {
    server = ServerProcess.start(data, "--workers", "3");
    client = Clients.withoutRetries(server.endpoint());
    NewTable.named(TABLE, "pk:S").createWith(client);
    for (int i = 0; i < WRITERS; i++) {
      RUNNING.add(THREADS.submit(TransactionConflictsTest::writeUntilStopped));
    }
  }

  @AfterAll
  static void stopWriters() throws InterruptedException, ExecutionException {
    STOPPED.set(true);
    for (Future<?> writer : RUNNING) {
      writer.get();
    }
    THREADS.shutdown();
    client.close();
    server.close();
  }

  @Test
  void aReadingTransactionIsCancelledWithTheConflictsInOrder() {
    List<TransactGetItem> gets =
        List.of(get("not written by anybody"), get("item-0"), get("item-" + (ITEMS - 1)));
    List<CancellationReason> reasons = new ArrayList<>();

    Eventually.await(
        "a reading transaction meets a writing one",
        () -> {
          try {
            client.transactGetItems(request -> request.transactItems(gets));
          } catch (TransactionCanceledException cancelled) {
            reasons.addAll(cancelled.cancellationReasons());
          }
          return !reasons.isEmpty();
        });

    assertThat(reasons).hasSize(3);
    assertThat(reasons.getFirst().code()).isEqualTo("None");
    assertThat(reasons.subList(1, 3))
        .extracting(CancellationReason::code)
        .contains("TransactionConflict");
  }

  @Test
  void aSingleWriteIsRefused() {
    Eventually.await(
        "a single write meets a transaction",
        () -> {
          try {
            client.putItem(request -> request.tableName(TABLE).item(item("item-0", 0)));
            return false;
          } catch (TransactionConflictException refused) {
            assertThat(refused.awsErrorDetails().errorMessage())
                .isEqualTo("Transaction is ongoing for the item");
            return true;
          }
        });
  }

  @Test
  void aMemberOfABatchIsLeftUnprocessed() {
    Eventually.await(
        "a batch meets a transaction",
        () -> {
          var answer =
              client.batchWriteItem(
                  request ->
                      request.requestItems(
                          Map.of(TABLE, List.of(put("item-0"), put("not in a transaction")))));
          List<WriteRequest> left = answer.unprocessedItems().getOrDefault(TABLE, List.of());
          assertThat(left).isSubsetOf(put("item-0"));
          return !left.isEmpty();
        });
  }

  @Test
  void aBatchIsRefusedWhenAllItsMembersConflict() {
    Eventually.await(
        "all of a batch meets a transaction",
        () -> {
          try {
            client.batchWriteItem(
                request -> request.requestItems(Map.of(TABLE, List.of(put("item-0")))));
            return false;
          } catch (TransactionConflictException refused) {
            return true;
          }
        });
  }

  /** Items enough to be of all partitions, so that each transaction takes two phases. */
  private static void writeUntilStopped() {
    for (int round = 0; !STOPPED.get(); round++) {
      List<TransactWriteItem> puts = new ArrayList<>();
      for (int i = 0; i < ITEMS; i++) {
        Map<String, AttributeValue> item = item("item-" + i, round);
        puts.add(TransactWriteItem.builder().put(put -> put.tableName(TABLE).item(item)).build());
      }
      try {
        client.transactWriteItems(request -> request.transactItems(puts));
      } catch (TransactionCanceledException conflict) {
        assertThat(conflict.cancellationReasons())
            .extracting(reason -> Objects.requireNonNull(reason.code()))
            .isSubsetOf("None", "TransactionConflict");
      }
    }
  }

  private static TransactGetItem get(String pk) {
    return TransactGetItem.builder()
        .get(get -> get.tableName(TABLE).key(Map.of("pk", s(pk))))
        .build();
  }

  private static WriteRequest put(String pk) {
    return WriteRequest.builder().putRequest(put -> put.item(item(pk, 0))).build();
  }

  private static Map<String, AttributeValue> item(String pk, long round) {
    return Map.of("pk", s(pk), "round", n(round));
  }
}
