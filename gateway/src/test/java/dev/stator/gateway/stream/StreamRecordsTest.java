package dev.stator.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** What the records of a stream say of each write. */
class StreamRecordsTest {
  private static StreamServer server;

  @BeforeAll
  static void start() throws IOException {
    server = StreamServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anExpiredItemIsRemovedByTheService() {
    String arn = server.createTable("expiring", StreamViewType.NEW_AND_OLD_IMAGES);
    Map<String, AttributeValue> item =
        Map.of("pk", s("a"), "expires", n("" + (Instant.now().getEpochSecond() - 10)));
    server
        .client()
        .updateTimeToLive(
            request ->
                request
                    .tableName("expiring")
                    .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName("expires")));
    server.put("expiring", item);

    Record removal = server.awaitRecords(arn, 2).getLast();

    assertThat(removal.eventName()).isEqualTo(OperationType.REMOVE);
    assertThat(removal.dynamodb().oldImage()).isEqualTo(item);
    assertThat(removal.userIdentity().type()).isEqualTo("Service");
    assertThat(removal.userIdentity().principalId()).isEqualTo("dynamodb.amazonaws.com");
  }

  @ParameterizedTest
  @EnumSource(
      value = StreamViewType.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void eachViewTellsItsImages(StreamViewType view) {
    String table = "view-" + view;
    String arn = server.createTable(table, view);
    Map<String, AttributeValue> first = Map.of("pk", s("a"), "v", n("1"));
    Map<String, AttributeValue> second = Map.of("pk", s("a"), "w", n("2"));
    server.put(table, first);
    server.put(table, second);
    server.client().deleteItem(r -> r.tableName(table).key(Map.of("pk", s("a"))));
    boolean old = view == StreamViewType.OLD_IMAGE || view == StreamViewType.NEW_AND_OLD_IMAGES;
    boolean now = view == StreamViewType.NEW_IMAGE || view == StreamViewType.NEW_AND_OLD_IMAGES;

    List<Record> records = server.records(arn);

    assertThat(records)
        .extracting(Record::eventName)
        .containsExactly(OperationType.INSERT, OperationType.MODIFY, OperationType.REMOVE);
    assertThat(records)
        .extracting(record -> record.dynamodb().newImage())
        .containsExactly(now ? first : Map.of(), now ? second : Map.of(), Map.of());
    assertThat(records)
        .extracting(record -> record.dynamodb().oldImage())
        .containsExactly(Map.of(), old ? first : Map.of(), old ? second : Map.of());
    assertThat(records.get(2).dynamodb().hasNewImage()).isFalse();
    assertThat(records.get(0).dynamodb().hasOldImage()).isFalse();
    assertThat(records)
        .allSatisfy(
            record -> {
              assertThat(record.dynamodb().keys()).isEqualTo(Map.of("pk", s("a")));
              assertThat(record.dynamodb().streamViewType()).isEqualTo(view);
              assertThat(record.eventVersion()).isEqualTo("1.1");
              assertThat(record.eventSource()).isEqualTo("aws:dynamodb");
              assertThat(record.awsRegion()).isEqualTo("us-east-1");
              assertThat(record.userIdentity()).isNull();
            });
  }

  /** The example of the developer guide: 26, 59 and 38 bytes. */
  @Test
  void sizesAreThoseOfKeysAndImages() {
    server
        .client()
        .createTable(
            request ->
                request
                    .tableName("sizes")
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("Id")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("Id")
                            .attributeType(ScalarAttributeType.N)
                            .build())
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .streamSpecification(
                        s ->
                            s.streamEnabled(true)
                                .streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    String arn = server.awaitActive("sizes").latestStreamArn();
    Map<String, AttributeValue> key = Map.of("Id", n("101"));
    server.put("sizes", Map.of("Id", n("101"), "Message", s("New item!")));
    server
        .client()
        .updateItem(
            request ->
                request
                    .tableName("sizes")
                    .key(key)
                    .updateExpression("SET Message = :m")
                    .expressionAttributeValues(Map.of(":m", s("This item has changed"))));
    server.client().deleteItem(request -> request.tableName("sizes").key(key));

    assertThat(server.records(arn))
        .extracting(record -> record.dynamodb().sizeBytes())
        .containsExactly(26L, 59L, 38L);
  }

  @Test
  void writesThatChangeNothingLeaveNoRecord() {
    String arn = server.createTable("same", StreamViewType.KEYS_ONLY);
    Map<String, AttributeValue> item = new LinkedHashMap<>();
    item.put("pk", s("a"));
    item.put("set", AttributeValue.fromSs(List.of("x", "y")));
    item.put("map", AttributeValue.fromM(Map.of("p", n("1"), "q", n("2.0"))));
    Map<String, AttributeValue> moved = new LinkedHashMap<>();
    moved.put("map", AttributeValue.fromM(Map.of("q", n("2"), "p", n("1"))));
    moved.put("set", AttributeValue.fromSs(List.of("y", "x")));
    moved.put("pk", s("a"));
    Map<String, AttributeValue> key = Map.of("pk", s("a"));

    server.put("same", item);
    server.put("same", item);
    server.put("same", moved);
    server
        .client()
        .updateItem(
            r ->
                r.tableName("same")
                    .key(key)
                    .updateExpression("SET #m.p = :one REMOVE nothing ADD #s :x")
                    .expressionAttributeNames(Map.of("#m", "map", "#s", "set"))
                    .expressionAttributeValues(
                        Map.of(":one", n("1"), ":x", AttributeValue.fromSs(List.of("x")))));
    server.client().updateItem(r -> r.tableName("same").key(key));
    server.client().deleteItem(r -> r.tableName("same").key(Map.of("pk", s("missing"))));

    assertThat(server.records(arn))
        .extracting(Record::eventName)
        .containsExactly(OperationType.INSERT);
  }

  @Test
  void batchesAndTransactionsLeaveRecordsLikeSingleWrites() {
    String arn = server.createTable("many", StreamViewType.NEW_IMAGE);
    server
        .client()
        .batchWriteItem(
            request -> request.requestItems(Map.of("many", List.of(write("a"), write("b")))));
    server
        .client()
        .transactWriteItems(
            request ->
                request.transactItems(
                    put("c"), put("d"), put("e"), put("f"), put("g"), delete("a"), delete("h")));

    List<Record> records = server.records(arn);

    assertThat(records)
        .extracting(record -> record.eventName() + " " + key(record))
        .containsExactlyInAnyOrder(
            "INSERT a",
            "INSERT b",
            "INSERT c",
            "INSERT d",
            "INSERT e",
            "INSERT f",
            "INSERT g",
            "REMOVE a");
  }

  @Test
  void identitiesAreUniqueAndNumbersAscendInAShard() {
    Instant before = Instant.now().minusSeconds(2);
    String arn = server.createTable("identities", StreamViewType.NEW_IMAGE);
    for (int i = 0; i < 300; i++) {
      server.put("identities", Map.of("pk", s("k" + i % 50), "v", n("" + i)));
    }

    Set<String> eventIds = new HashSet<>();
    for (var shard : server.shards(arn)) {
      BigInteger last =
          new BigInteger(shard.sequenceNumberRange().startingSequenceNumber())
              .subtract(BigInteger.ONE);
      assertThat(shard.parentShardId()).isNull();
      assertThat(shard.sequenceNumberRange().endingSequenceNumber()).isNull();
      assertThat(shard.shardId()).matches("shardId-[0-9]{20}-[0-9a-f]{8}");
      for (Record record :
          server.readAll(server.iterator(arn, shard.shardId(), ShardIteratorType.TRIM_HORIZON))) {
        StreamRecord change = record.dynamodb();
        assertThat(change.sequenceNumber()).matches("[1-9][0-9]{20,39}");
        BigInteger number = new BigInteger(change.sequenceNumber());
        assertThat(number).isGreaterThan(last);
        last = number;
        assertThat(record.eventID()).matches("[0-9a-f]{32}");
        eventIds.add(record.eventID());
        assertThat(change.approximateCreationDateTime())
            .isBetween(before, Instant.now().plusSeconds(2));
        assertThat(change.approximateCreationDateTime())
            .isEqualTo(change.approximateCreationDateTime().truncatedTo(ChronoUnit.SECONDS));
      }
    }
    assertThat(eventIds).hasSize(300);
    assertThat(server.records(arn)).extracting(Record::eventID).hasSameElementsAs(eventIds);
  }

  private static String key(Record record) {
    return Objects.requireNonNull(record.dynamodb().keys().get("pk")).s();
  }

  private static WriteRequest write(String pk) {
    return WriteRequest.builder()
        .putRequest(PutRequest.builder().item(Map.of("pk", s(pk))).build())
        .build();
  }

  private static TransactWriteItem put(String pk) {
    return TransactWriteItem.builder()
        .put(Put.builder().tableName("many").item(Map.of("pk", s(pk))).build())
        .build();
  }

  private static TransactWriteItem delete(String pk) {
    return TransactWriteItem.builder()
        .delete(Delete.builder().tableName("many").key(Map.of("pk", s(pk))).build())
        .build();
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }
}
