package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** A restore that takes a while, and a server that is killed meanwhile. */
class RestoreProgressTest {
  private static final int ITEMS = 20_000;
  private static final int BATCH = 25;

  @TempDir private Path data;

  @Test
  void aRestoreTellsHowFarItIsAndGoesOnAfterARestart() {
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      NewTable.named("source", "pk:S")
          .globalIndex("global", NewTable.keysOnly(), "g:N")
          .createWith(client);
      fill(client);
      String arn = AvailableBackup.of(client, "source", "full").backupArn();
      restore(client, arn);

      assertThatThrownBy(() -> restore(client, arn))
          .isInstanceOf(TableInUseException.class)
          .hasMessageContaining("Table is being created: restored");

      Eventually.await("some items are restored", () -> describe(client).itemCount() > 0);
      TableDescription description = describe(client);
      server.kill();

      assertThat(description.tableStatus()).isEqualTo(TableStatus.CREATING);
      assertThat(description.restoreSummary().restoreInProgress()).isTrue();
      assertThat(description.itemCount()).isBetween(1L, (long) ITEMS);
    }
    try (ServerProcess server = ServerProcess.start(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      NewTable.awaitActive(client, "restored");

      assertThat(describe(client).itemCount()).isEqualTo(ITEMS);
      assertThat(describe(client).restoreSummary().restoreInProgress()).isFalse();
      assertThat(
              client
                  .scan(r -> r.tableName("restored").indexName("global").select(Select.COUNT))
                  .count())
          .isEqualTo(ITEMS);
    }
  }

  private static void fill(DynamoDbClient client) {
    for (int i = 0; i < ITEMS; i += BATCH) {
      List<WriteRequest> writes = new ArrayList<>();
      for (int k = i; k < i + BATCH; k++) {
        int value = k;
        writes.add(
            WriteRequest.builder()
                .putRequest(put -> put.item(Map.of("pk", s("p" + value), "g", n(value))))
                .build());
      }
      client.batchWriteItem(r -> r.requestItems(Map.of("source", writes)));
    }
  }

  private static void restore(DynamoDbClient client, String arn) {
    client.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName("restored"));
  }

  private static TableDescription describe(DynamoDbClient client) {
    return client.describeTable(r -> r.tableName("restored")).table();
  }
}
