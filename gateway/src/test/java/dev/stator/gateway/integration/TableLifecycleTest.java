package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.IndexStatus;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Tables from their creation to their deletion. */
@ExtendWith(SharedServer.class)
class TableLifecycleTest {
  private final DynamoDbClient client;

  TableLifecycleTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void aTableIsDescribedAsItWasCreated() {
    NewTable table =
        NewTable.named("described", "pk:S", "sk:N")
            .globalIndex("global", NewTable.include("a", "b"), "other:B", "sk:N")
            .localIndex("local", NewTable.keysOnly(), "pk:S", "other:B");

    TableDescription creating = client.createTable(table.request()).tableDescription();
    NewTable.awaitActive(client, "described");
    TableDescription active = describe("described");

    assertThat(creating.tableStatus()).isEqualTo(TableStatus.CREATING);
    assertThat(active.tableStatus()).isEqualTo(TableStatus.ACTIVE);
    assertThat(active.tableName()).isEqualTo("described");
    assertThat(active.tableArn()).isEqualTo(creating.tableArn()).endsWith(":table/described");
    assertThat(active.tableId()).isEqualTo(creating.tableId()).isNotEmpty();
    assertThat(active.creationDateTime()).isEqualTo(creating.creationDateTime());
    assertThat(active.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
    assertThat(active.keySchema())
        .extracting(key -> key.keyType() + " " + key.attributeName())
        .containsExactly("HASH pk", "RANGE sk");
    assertThat(active.attributeDefinitions())
        .extracting(attribute -> attribute.attributeName() + ":" + attribute.attributeType())
        .containsExactlyInAnyOrder("pk:S", "sk:N", "other:B");
    var global = active.globalSecondaryIndexes().getFirst();
    assertThat(global.indexName()).isEqualTo("global");
    assertThat(global.indexStatus()).isEqualTo(IndexStatus.ACTIVE);
    assertThat(global.indexArn()).isEqualTo(active.tableArn() + "/index/global");
    assertThat(global.projection().nonKeyAttributes()).containsExactlyInAnyOrder("a", "b");
    assertThat(global.keySchema())
        .extracting(key -> key.keyType() + " " + key.attributeName())
        .containsExactly("HASH other", "RANGE sk");
    var local = active.localSecondaryIndexes().getFirst();
    assertThat(local.projection().projectionType()).isEqualTo(ProjectionType.KEYS_ONLY);
    assertThat(local.keySchema().getLast().keyType()).isEqualTo(KeyType.RANGE);
  }

  @Test
  void tablesAreListedInPagesInTheOrderOfTheirNames() {
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      created.add(NewTable.named("listed-" + i, "pk:S").createWith(client));
    }

    List<String> listed = new ArrayList<>();
    String last = "listed-";
    while (last != null) {
      var page =
          client.listTables(
              ListTablesRequest.builder().exclusiveStartTableName(last).limit(3).build());
      assertThat(page.tableNames().size()).isLessThanOrEqualTo(3);
      listed.addAll(page.tableNames());
      last = page.lastEvaluatedTableName();
    }

    assertThat(listed).isSorted().doesNotHaveDuplicates().containsAll(created);
  }

  @Test
  void aDeletedTableIsGoneWithItsItemsAndItsNameIsFree() {
    String table = NewTable.named("reborn", "pk:S").createWith(client);
    client.putItem(request -> request.tableName(table).item(Map.of("pk", s("a"))));
    String firstId = describe(table).tableId();

    var deleting = client.deleteTable(request -> request.tableName(table)).tableDescription();
    NewTable.awaitGone(client, table);

    assertThat(deleting.tableStatus()).isEqualTo(TableStatus.DELETING);
    assertThatThrownBy(
            () -> client.putItem(request -> request.tableName(table).item(Map.of("pk", s("a")))))
        .isInstanceOf(ResourceNotFoundException.class);
    NewTable.named("reborn", "pk:N").createWith(client);
    assertThat(client.scan(request -> request.tableName(table)).count()).isZero();
    assertThat(describe(table).tableId()).isNotEqualTo(firstId);
  }

  @Test
  void aNameIsTakenOnlyOnce() {
    NewTable table = NewTable.named("taken", "pk:S");
    table.createWith(client);

    assertThatThrownBy(() -> client.createTable(table.request()))
        .isInstanceOf(ResourceInUseException.class);
    assertThatThrownBy(() -> client.deleteTable(request -> request.tableName("never-there")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void anIndexAddedLaterIsFilledWithWhatIsThereAndFollowsWhatChanges() {
    String table = NewTable.named("grown", "pk:N").createWith(client);
    for (int i = 0; i < 200; i++) {
      var item = Map.of("pk", n(i), "color", s("color-" + i % 4));
      client.putItem(request -> request.tableName(table).item(item));
    }

    addIndex(table, "by-color", "color");
    for (int i = 0; i < 20; i++) {
      var item = Map.of("pk", n(i), "color", s("blue"));
      client.putItem(request -> request.tableName(table).item(item));
    }
    NewTable.awaitActive(client, table);

    assertThat(describe(table).globalSecondaryIndexes().getFirst().indexStatus())
        .isEqualTo(IndexStatus.ACTIVE);
    Eventually.await("blue ones are in the index", () -> countOfColor(table, "blue") == 20);
    assertThat(countOfColor(table, "color-1")).isEqualTo(45);
    removeIndex(table, "by-color");
    NewTable.awaitActive(client, table);
    assertThat(describe(table).hasGlobalSecondaryIndexes()).isFalse();
    assertThatThrownBy(() -> countOfColor(table, "blue"))
        .hasMessageContaining("The table does not have the specified index: by-color");
  }

  private void addIndex(String table, String index, String attribute) {
    var definition =
        NewTable.named(table, "pk:N").globalIndex(index, NewTable.all(), attribute + ":S");
    var created = definition.request().globalSecondaryIndexes().getFirst();
    var update =
        GlobalSecondaryIndexUpdate.builder()
            .create(
                action ->
                    action
                        .indexName(index)
                        .keySchema(created.keySchema())
                        .projection(created.projection()))
            .build();
    client.updateTable(
        request ->
            request
                .tableName(table)
                .attributeDefinitions(definition.request().attributeDefinitions())
                .globalSecondaryIndexUpdates(List.of(update)));
  }

  private void removeIndex(String table, String index) {
    var update =
        GlobalSecondaryIndexUpdate.builder().delete(action -> action.indexName(index)).build();
    client.updateTable(
        request -> request.tableName(table).globalSecondaryIndexUpdates(List.of(update)));
  }

  private int countOfColor(String table, String color) {
    return client
        .query(
            request ->
                request
                    .tableName(table)
                    .indexName("by-color")
                    .keyConditionExpression("color = :color")
                    .expressionAttributeValues(Map.of(":color", s(color))))
        .count();
  }

  private TableDescription describe(String table) {
    return client.describeTable(request -> request.tableName(table)).table();
  }
}
