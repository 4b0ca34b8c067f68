package dev.stator.gateway.integration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.Projection;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/**
 * A table to be created, its schema written with key attributes as {@code "name:type"}: the first
 * is the partition key, the second, if any, the sort key.
 */
final class NewTable {
  private final String name;
  private final List<KeySchemaElement> keys;
  private final Map<String, AttributeDefinition> attributes = new LinkedHashMap<>();
  private final List<GlobalSecondaryIndex> globalIndexes = new ArrayList<>();
  private final List<LocalSecondaryIndex> localIndexes = new ArrayList<>();

  private NewTable(String name, String... keyAttributes) {
    this.name = name;
    this.keys = keySchema(keyAttributes);
  }

  static NewTable named(String name, String... keyAttributes) {
    return new NewTable(name, keyAttributes);
  }

  NewTable globalIndex(String index, Projection projection, String... keyAttributes) {
    List<KeySchemaElement> schema = keySchema(keyAttributes);
    globalIndexes.add(
        GlobalSecondaryIndex.builder()
            .indexName(index)
            .keySchema(schema)
            .projection(projection)
            .build());
    return this;
  }

  NewTable localIndex(String index, Projection projection, String... keyAttributes) {
    List<KeySchemaElement> schema = keySchema(keyAttributes);
    localIndexes.add(
        LocalSecondaryIndex.builder()
            .indexName(index)
            .keySchema(schema)
            .projection(projection)
            .build());
    return this;
  }

  static Projection all() {
    return Projection.builder().projectionType(ProjectionType.ALL).build();
  }

  static Projection keysOnly() {
    return Projection.builder().projectionType(ProjectionType.KEYS_ONLY).build();
  }

  static Projection include(String... attributes) {
    return Projection.builder()
        .projectionType(ProjectionType.INCLUDE)
        .nonKeyAttributes(attributes)
        .build();
  }

  CreateTableRequest request() {
    var request =
        CreateTableRequest.builder()
            .tableName(name)
            .keySchema(keys)
            .attributeDefinitions(attributes.values())
            .billingMode(BillingMode.PAY_PER_REQUEST);
    if (!globalIndexes.isEmpty()) {
      request.globalSecondaryIndexes(globalIndexes);
    }
    if (!localIndexes.isEmpty()) {
      request.localSecondaryIndexes(localIndexes);
    }
    return request.build();
  }

  /** Creates the table and waits until it is active; returns its name. */
  String createWith(DynamoDbClient client) {
    client.createTable(request());
    awaitActive(client, name);
    return name;
  }

  static void awaitActive(DynamoDbClient client, String table) {
    Eventually.await(table + " is active", () -> isActive(client, table));
  }

  static boolean isActive(DynamoDbClient client, String table) {
    return client.describeTable(request -> request.tableName(table)).table().tableStatus()
        == TableStatus.ACTIVE;
  }

  static void awaitGone(DynamoDbClient client, String table) {
    Eventually.await(table + " is gone", () -> !exists(client, table));
  }

  static boolean exists(DynamoDbClient client, String table) {
    try {
      client.describeTable(request -> request.tableName(table));
      return true;
    } catch (ResourceNotFoundException gone) {
      return false;
    }
  }

  private List<KeySchemaElement> keySchema(String... keyAttributes) {
    List<KeySchemaElement> schema = new ArrayList<>();
    for (String attribute : keyAttributes) {
      String[] parts = attribute.split(":", 2);
      attributes.put(
          parts[0],
          AttributeDefinition.builder().attributeName(parts[0]).attributeType(parts[1]).build());
      schema.add(
          KeySchemaElement.builder()
              .attributeName(parts[0])
              .keyType(schema.isEmpty() ? KeyType.HASH : KeyType.RANGE)
              .build());
    }
    return schema;
  }
}
