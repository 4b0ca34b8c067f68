package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.list;
import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.ns;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.ss;
import static dev.stator.gateway.integration.Attributes.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * What golden data directories hold: something of every kind that is kept on disk. {@link #fill}
 * wrote it once, with the version it is named after; {@link #check} reads it with today's.
 */
final class GoldenData {
  private static final String ALBUMS = "albums";
  private static final String SESSIONS = "sessions";
  private static final String ACCOUNTS = "accounts";
  private static final String GONE = "gone";
  private static final int ALBUM_COUNT = 60;
  private static final int ACCOUNT_COUNT = 20;
  private static final int ROUNDS = 12;
  private static final int LARGE = 100_000;
  private static final String TOKEN = "golden-token";
  private static final long FAR_AWAY_S = 4_102_444_800L; // 2100

  private final DynamoDbClient client;
  private final DynamoDbStreamsClient streams;

  GoldenData(DynamoDbClient client, DynamoDbStreamsClient streams) {
    this.client = client;
    this.streams = streams;
  }

  /** Writes what is to be in a checkpoint, which a stop takes. */
  void fill(Properties facts) {
    createTables();
    putAlbums();
    changeAccounts("first");
    facts.setProperty("past", awaitRestorable(ACCOUNTS).toString());
    facts.setProperty("backup", AvailableBackup.of(client, ALBUMS, "before").backupArn());
  }

  /** Writes what comes behind the last checkpoint. */
  void goOn(Properties facts) {
    changeAccounts("second");
    changeAlbums();
    changeSessions();
    transfer();
    client.deleteTable(r -> r.tableName(GONE));
    NewTable.awaitGone(client, GONE);
    facts.setProperty("made", Instant.now().toString());
  }

  private void createTables() {
    NewTable.named(ALBUMS, "artist:S", "title:S")
        .localIndex("by-year", NewTable.include("note"), "artist:S", "year:N")
        .globalIndex("by-genre", NewTable.all(), "genre:S", "year:N")
        .createWith(client);
    client.createTable(
        NewTable.named(SESSIONS, "id:B").request().toBuilder()
            .streamSpecification(
                r -> r.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES))
            .build());
    NewTable.awaitActive(client, SESSIONS);
    client.updateTimeToLive(
        r ->
            r.tableName(SESSIONS)
                .timeToLiveSpecification(t -> t.enabled(true).attributeName("expires")));
    NewTable.named(ACCOUNTS, "number:N").createWith(client);
    client.updateContinuousBackups(
        r ->
            r.tableName(ACCOUNTS)
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
    NewTable.named(GONE, "id:S").createWith(client);
    String arn = client.describeTable(r -> r.tableName(ALBUMS)).table().tableArn();
    client.tagResource(
        r -> r.resourceArn(arn).tags(Tag.builder().key("kept").value("golden").build()));
  }

  private void putAlbums() {
    for (int i = 0; i < ALBUM_COUNT; i++) {
      Map<String, AttributeValue> item = album(i);
      client.putItem(r -> r.tableName(ALBUMS).item(item));
    }
  }

  private static Map<String, AttributeValue> album(int i) {
    Map<String, AttributeValue> item = new HashMap<>();
    item.put("artist", s("artist " + i % 7));
    item.put("title", s("title " + i));
    item.put("year", n(1950 + i));
    item.put("genre", s(i % 2 == 0 ? "jazz" : "soul"));
    item.put("note", s(i == 0 ? "n".repeat(LARGE) : "über " + i));
    item.put("price", n(new BigDecimal("12." + i).stripTrailingZeros().toPlainString()));
    item.put("cover", b((byte) i, (byte) -1, (byte) 0));
    item.put("players", ss("a" + i, "b"));
    item.put("charts", ns("-2.5", "1", Integer.toString(i + 10)));
    item.put("sold", AttributeValue.fromBool(i % 3 == 0));
    item.put("nothing", AttributeValue.fromNul(true));
    item.put("tracks", list(s("one"), n(2), map(Map.of("length", n(i)))));
    return item;
  }

  /** Every second is changed, every third goes. */
  private void changeAlbums() {
    for (int i = 0; i < ALBUM_COUNT; i++) {
      Map<String, AttributeValue> key = albumKey(i);
      int number = i;
      if (i % 3 == 0) {
        client.deleteItem(r -> r.tableName(ALBUMS).key(key));
      } else if (i % 2 == 0) {
        client.updateItem(
            r ->
                r.tableName(ALBUMS)
                    .key(key)
                    .updateExpression("SET note = :n, genre = :g REMOVE nothing")
                    .expressionAttributeValues(
                        Map.of(":n", s("changed " + number), ":g", s("blues"))));
      }
    }
  }

  private static Map<String, AttributeValue> albumKey(int i) {
    return Map.of("artist", s("artist " + i % 7), "title", s("title " + i));
  }

  /** Written often enough that segments are compacted, and emptied ones kept as the past. */
  private void changeAccounts(String state) {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < ACCOUNT_COUNT; i++) {
        Map<String, AttributeValue> item =
            Map.of(
                "number",
                n(i),
                "state",
                s(state + " " + round),
                "balance",
                n(100),
                "x",
                s(padding()));
        client.putItem(r -> r.tableName(ACCOUNTS).item(item));
      }
    }
  }

  private static String padding() {
    return "x".repeat(400);
  }

  private void changeSessions() {
    for (byte i = 0; i < 10; i++) {
      Map<String, AttributeValue> item =
          Map.of("id", b(i), "expires", n(FAR_AWAY_S + i), "user", s("u" + i));
      client.putItem(r -> r.tableName(SESSIONS).item(item));
    }
    client.deleteItem(r -> r.tableName(SESSIONS).key(Map.of("id", b((byte) 3))));
    Map<String, AttributeValue> expired =
        Map.of("id", b((byte) 99), "expires", n(Instant.now().getEpochSecond() - 1));
    client.putItem(r -> r.tableName(SESSIONS).item(expired));
    Eventually.await("the item has expired", () -> count(SESSIONS) == 9);
  }

  private void transfer() {
    client.transactWriteItems(
        r ->
            r.clientRequestToken(TOKEN)
                .transactItems(IntStream.of(1, 2, 3, 4).mapToObj(GoldenData::addition).toList()));
  }

  private static TransactWriteItem addition(int account) {
    return TransactWriteItem.builder()
        .update(
            update ->
                update
                    .tableName(ACCOUNTS)
                    .key(Map.of("number", n(account)))
                    .updateExpression("ADD balance :one")
                    .expressionAttributeValues(Map.of(":one", n(1))))
        .build();
  }

  private Instant awaitRestorable(String table) {
    Instant written = Instant.now();
    Eventually.await(
        "the past can be restored", () -> RestorableTime.latest(client, table).isAfter(written));
    return RestorableTime.latest(client, table);
  }

  /** Reads everything that was written, and goes on writing. */
  void check(Properties facts) {
    assertThat(client.listTables().tableNames()).contains(ACCOUNTS, ALBUMS, SESSIONS);
    assertThat(NewTable.exists(client, GONE)).isFalse();
    checkAlbums();
    checkSessions();
    checkAccounts();
    checkBackup(facts.getProperty("backup"));
    checkPast(Instant.parse(facts.getProperty("past")));
  }

  private void checkAlbums() {
    int left = 0;
    for (int i = 0; i < ALBUM_COUNT; i++) {
      Map<String, AttributeValue> key = albumKey(i);
      Map<String, AttributeValue> found =
          client.getItem(r -> r.tableName(ALBUMS).key(key).consistentRead(true)).item();
      assertThat(found).isEqualTo(expectedAlbum(i));
      left += found.isEmpty() ? 0 : 1;
    }
    assertThat(count(ALBUMS)).isEqualTo(left);
    assertThat(years("jazz")).isEmpty();
    assertThat(years("blues")).isSorted().hasSize(20).contains(1952).doesNotContain(1950);
    assertThat(years("soul")).isSorted().hasSize(20).contains(1951).doesNotContain(1953);
    var byYear =
        client.query(
            r ->
                r.tableName(ALBUMS)
                    .indexName("by-year")
                    .keyConditionExpression("artist = :a AND #y > :y")
                    .expressionAttributeNames(Map.of("#y", "year"))
                    .expressionAttributeValues(Map.of(":a", s("artist 2"), ":y", n(1960))));
    assertThat(byYear.items())
        .extracting(item -> value(item, "title").s())
        .containsExactly("title 16", "title 23", "title 37", "title 44", "title 58");
    String arn = client.describeTable(r -> r.tableName(ALBUMS)).table().tableArn();
    assertThat(client.listTagsOfResource(r -> r.resourceArn(arn)).tags())
        .extracting(Tag::value)
        .containsExactly("golden");
  }

  private static Map<String, AttributeValue> expectedAlbum(int i) {
    if (i % 3 == 0) {
      return Map.of();
    }
    Map<String, AttributeValue> item = album(i);
    if (i % 2 == 0) {
      item.put("note", s("changed " + i));
      item.put("genre", s("blues"));
      item.remove("nothing");
    }
    return item;
  }

  private List<Integer> years(String genre) {
    return client
        .query(
            r ->
                r.tableName(ALBUMS)
                    .indexName("by-genre")
                    .keyConditionExpression("genre = :g")
                    .expressionAttributeValues(Map.of(":g", s(genre))))
        .items()
        .stream()
        .map(item -> Integer.valueOf(value(item, "year").n()))
        .toList();
  }

  private void checkSessions() {
    assertThat(
            client
                .describeTimeToLive(r -> r.tableName(SESSIONS))
                .timeToLiveDescription()
                .timeToLiveStatus())
        .isEqualTo(TimeToLiveStatus.ENABLED);
    assertThat(count(SESSIONS)).isEqualTo(9);
    String arn = client.describeTable(r -> r.tableName(SESSIONS)).table().latestStreamArn();
    StreamConsumer consumer = new StreamConsumer(arn);
    Eventually.await(
        "the stream tells all changes",
        () -> {
          consumer.poll(streams);
          return consumer.count() == 13; // 11 items, of which one was deleted and one expired
        });
    assertThat(consumer.items()).hasSize(9);
  }

  private void checkAccounts() {
    transfer(); // which was done, and is not done again
    for (int i = 0; i < ACCOUNT_COUNT; i++) {
      Map<String, AttributeValue> item = account(ACCOUNTS, i);
      assertThat(value(item, "state").s()).isEqualTo("second " + (ROUNDS - 1));
      assertThat(value(item, "balance").n()).isEqualTo(i >= 1 && i <= 4 ? "101" : "100");
    }
  }

  private Map<String, AttributeValue> account(String table, int number) {
    return client
        .getItem(r -> r.tableName(table).key(Map.of("number", n(number))).consistentRead(true))
        .item();
  }

  private void checkBackup(String arn) {
    client.restoreTableFromBackup(r -> r.backupArn(arn).targetTableName("albums-restored"));
    NewTable.awaitActive(client, "albums-restored");

    assertThat(count("albums-restored")).isEqualTo(ALBUM_COUNT);
    Map<String, AttributeValue> key = albumKey(0);
    assertThat(client.getItem(r -> r.tableName("albums-restored").key(key)).item())
        .isEqualTo(album(0));
    forget("albums-restored");
  }

  private void checkPast(Instant time) {
    client.restoreTableToPointInTime(
        r ->
            r.sourceTableName(ACCOUNTS).targetTableName("accounts-restored").restoreDateTime(time));
    NewTable.awaitActive(client, "accounts-restored");

    for (int i = 0; i < ACCOUNT_COUNT; i++) {
      assertThat(value(account("accounts-restored", i), "state").s())
          .isEqualTo("first " + (ROUNDS - 1));
    }
    forget("accounts-restored");
  }

  private void forget(String table) {
    client.deleteTable(r -> r.tableName(table));
    NewTable.awaitGone(client, table);
  }

  private int count(String table) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    client.scanPaginator(r -> r.tableName(table).consistentRead(true)).items().forEach(items::add);
    return items.size();
  }
}
