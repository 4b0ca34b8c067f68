package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.s;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What is told of item collections. */
@ExtendWith(SharedServer.class)
class CollectionMetricsTest {
  private final DynamoDbClient client;

  CollectionMetricsTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void everyKindOfWriteTellsTheCollectionItTouched() {
    String table =
        NewTable.named("collections", "pk:S", "sk:S")
            .localIndex("local", NewTable.all(), "pk:S", "l:S")
            .createWith(client);
    Map<String, AttributeValue> item =
        Map.of("pk", s("p"), "sk", s("s"), "l", s("l"), "v", b(new byte[300_000]));

    var put =
        client.putItem(
            request ->
                request
                    .tableName(table)
                    .item(item)
                    .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE));
    var batch =
        client.batchWriteItem(
            request ->
                request
                    .requestItems(
                        Map.of(
                            table,
                            List.of(WriteRequest.builder().putRequest(w -> w.item(item)).build())))
                    .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE));
    var transaction =
        client.transactWriteItems(
            request ->
                request
                    .transactItems(
                        TransactWriteItem.builder().put(w -> w.tableName(table).item(item)).build())
                    .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE));

    Map<String, AttributeValue> key = Map.of("pk", s("p"));
    for (var metrics :
        List.of(
            put.itemCollectionMetrics(),
            requireNonNull(batch.itemCollectionMetrics().get(table)).getFirst(),
            requireNonNull(transaction.itemCollectionMetrics().get(table)).getFirst())) {
      assertThat(metrics.itemCollectionKey()).isEqualTo(key);
      assertThat(metrics.sizeEstimateRangeGB()).containsExactly(0.0, 1.0);
    }
  }

  @Test
  void aTableWithoutLocalIndexesHasNoCollections() {
    String table = NewTable.named("no-collections", "pk:S", "sk:S").createWith(client);

    var put =
        client.putItem(
            request ->
                request
                    .tableName(table)
                    .item(Map.of("pk", s("p"), "sk", s("s")))
                    .returnItemCollectionMetrics(ReturnItemCollectionMetrics.SIZE));

    assertThat(put.itemCollectionMetrics()).isNull();
  }
}
