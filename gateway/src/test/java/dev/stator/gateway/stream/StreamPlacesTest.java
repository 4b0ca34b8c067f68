package dev.stator.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExpiredIteratorException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardFilter;
import software.amazon.awssdk.services.dynamodb.model.ShardFilterType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamStatus;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;

/** Where a shard can be read from, how long, and what is refused. */
class StreamPlacesTest {
  private static final String TABLE = "places";
  private static final String INVALID = "One or more parameter values were invalid: ";

  private StreamServer server;
  private String arn;

  @BeforeEach
  void start() throws IOException {
    server = StreamServer.start();
    arn = server.createTable(TABLE, StreamViewType.NEW_IMAGE);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void readsFromEachPlaceWhatFollows() {
    String shard = writeTwenty();
    List<Record> all = read(ShardIteratorType.TRIM_HORIZON, shard, null);
    String latest = server.iterator(arn, shard, ShardIteratorType.LATEST);

    for (int i = 0; i < all.size(); i++) {
      String number = all.get(i).dynamodb().sequenceNumber();
      assertThat(read(ShardIteratorType.AT_SEQUENCE_NUMBER, shard, number))
          .isEqualTo(all.subList(i, all.size()));
      assertThat(read(ShardIteratorType.AFTER_SEQUENCE_NUMBER, shard, number))
          .isEqualTo(all.subList(i + 1, all.size()));
    }
    String start = shard(shard).sequenceNumberRange().startingSequenceNumber();
    assertThat(read(ShardIteratorType.AT_SEQUENCE_NUMBER, shard, start)).isEqualTo(all);
    assertThat(server.readAll(latest)).isEmpty();
    put(20);
    assertThat(server.readAll(latest)).hasSize(1);
  }

  @Test
  void aPageHasNotMoreRecordsThanItsLimit() {
    String shard = writeTwenty();
    String iterator = server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);

    List<Integer> sizes = new ArrayList<>();
    GetRecordsResponse page;
    do {
      String current = iterator;
      page = server.streams().getRecords(r -> r.shardIterator(current).limit(7));
      sizes.add(page.records().size());
      iterator = page.nextShardIterator();
    } while (!page.records().isEmpty());

    assertThat(sizes).containsExactly(7, 7, 6, 0);
  }

  @Test
  void iteratorsExpireAfterFifteenMinutes() {
    String shard = writeTwenty();
    String iterator = server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);

    server.pass(Duration.ofMinutes(14));
    String next =
        server.streams().getRecords(r -> r.shardIterator(iterator).limit(5)).nextShardIterator();
    server.pass(Duration.ofMinutes(2));

    assertThatThrownBy(() -> server.readAll(iterator))
        .isInstanceOf(ExpiredIteratorException.class)
        .hasMessageContaining("Shard iterator has expired");
    assertThat(server.readAll(next)).hasSize(15);
  }

  @Test
  void changesAreTrimmedAfterADay() {
    String shard = writeTwenty();
    String old =
        read(ShardIteratorType.TRIM_HORIZON, shard, null).get(3).dynamodb().sequenceNumber();
    server.pass(Duration.ofHours(23).plusMinutes(55));
    String iterator = iterator(ShardIteratorType.AT_SEQUENCE_NUMBER, shard, old);
    server.pass(Duration.ofMinutes(6));
    put(20);

    assertThatThrownBy(() -> server.readAll(iterator))
        .isInstanceOf(TrimmedDataAccessException.class)
        .hasMessageContaining("The data you are trying to access has been trimmed");
    assertThatThrownBy(() -> iterator(ShardIteratorType.AFTER_SEQUENCE_NUMBER, shard, old))
        .isInstanceOf(TrimmedDataAccessException.class);
    List<Record> rest = read(ShardIteratorType.TRIM_HORIZON, shard, null);
    assertThat(rest).hasSize(1);
    assertThat(rest.getFirst().dynamodb().newImage().get("v"))
        .isEqualTo(AttributeValue.fromN("20"));
  }

  @Test
  void anEndedStreamIsReadToItsEndForADay() {
    String shard = writeTwenty();
    String latest = server.iterator(arn, shard, ShardIteratorType.LATEST);
    server.disable(TABLE);
    put(20);

    var description = server.streams().describeStream(r -> r.streamArn(arn)).streamDescription();
    assertThat(description.streamStatus()).isEqualTo(StreamStatus.DISABLED);
    assertThat(description.shards())
        .allSatisfy(s -> assertThat(s.sequenceNumberRange().endingSequenceNumber()).isNotNull());
    assertThat(read(ShardIteratorType.TRIM_HORIZON, shard, null)).hasSize(20);
    GetRecordsResponse end = server.streams().getRecords(r -> r.shardIterator(latest));
    assertThat(end.records()).isEmpty();
    assertThat(end.nextShardIterator()).isNull();
    String ending = shard(shard).sequenceNumberRange().endingSequenceNumber();
    assertThat(read(ShardIteratorType.AFTER_SEQUENCE_NUMBER, shard, ending)).isEmpty();

    String second = server.enable(TABLE, StreamViewType.KEYS_ONLY);
    put(21);
    assertThat(second).isNotEqualTo(arn);
    assertThat(server.records(second)).hasSize(1);
    assertThat(read(ShardIteratorType.TRIM_HORIZON, shard, null)).hasSize(20);
    assertThat(streamArns()).containsExactly(arn, second);

    server.pass(Duration.ofHours(24));
    assertThat(streamArns()).containsExactly(second);
    assertThatThrownBy(() -> server.shards(arn)).isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void theStreamOfADeletedTableIsReadForADay() {
    String shard = writeTwenty();
    String iterator = server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);
    server.deleteTable(TABLE);

    assertThat(server.readAll(iterator)).hasSize(20);
    assertThat(server.streams().describeStream(r -> r.streamArn(arn)).streamDescription())
        .satisfies(
            description -> {
              assertThat(description.tableName()).isEqualTo(TABLE);
              assertThat(description.streamStatus()).isEqualTo(StreamStatus.DISABLED);
            });
    String second = server.createTable(TABLE, StreamViewType.KEYS_ONLY);
    assertThat(streamArns()).containsExactly(arn, second);
    assertThat(server.records(second)).isEmpty();

    server.pass(Duration.ofHours(24));
    assertThat(streamArns()).containsExactly(second);
  }

  @Test
  void tablesTellTheirStreams() {
    var described = server.describe(TABLE);
    assertThat(described.latestStreamArn())
        .matches("arn:aws:dynamodb:us-east-1:000000000000:table/places/stream/.*");
    assertThat(described.latestStreamArn()).endsWith("/stream/" + described.latestStreamLabel());
    assertThat(described.latestStreamLabel())
        .matches("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}");
    assertThat(described.streamSpecification().streamEnabled()).isTrue();
    assertThat(described.streamSpecification().streamViewType())
        .isEqualTo(StreamViewType.NEW_IMAGE);

    server.client().updateTable(r -> r.tableName(TABLE).deletionProtectionEnabled(true));
    assertThat(server.awaitActive(TABLE).latestStreamArn()).isEqualTo(arn);

    server.disable(TABLE);
    assertThat(server.describe(TABLE).streamSpecification()).isNull();
    assertThat(server.describe(TABLE).latestStreamArn()).isEqualTo(arn);
  }

  @Test
  void listsStreamsPageByPage() {
    List<String> all = new ArrayList<>(List.of(arn));
    for (String table : List.of("aaa", "zzz", "mmm")) {
      all.add(server.createTable(table, StreamViewType.KEYS_ONLY));
    }
    all.sort(null);

    List<String> listed = new ArrayList<>();
    String start = null;
    do {
      String from = start;
      var page = server.streams().listStreams(r -> r.limit(3).exclusiveStartStreamArn(from));
      page.streams().forEach(stream -> listed.add(stream.streamArn()));
      start = page.lastEvaluatedStreamArn();
    } while (start != null);

    assertThat(listed).isEqualTo(all);
    assertThat(server.streams().listStreams(r -> r.tableName("mmm")).streams())
        .singleElement()
        .satisfies(stream -> assertThat(stream.tableName()).isEqualTo("mmm"));
    assertThat(server.streams().listStreams(r -> r.tableName("nothing")).streams()).isEmpty();
  }

  @Test
  void describesShardsPageByPage() {
    List<String> described = new ArrayList<>();
    String start = null;
    do {
      String from = start;
      var page =
          server
              .streams()
              .describeStream(r -> r.streamArn(arn).limit(3).exclusiveStartShardId(from))
              .streamDescription();
      page.shards().forEach(shard -> described.add(shard.shardId()));
      start = page.lastEvaluatedShardId();
    } while (start != null);

    assertThat(described)
        .hasSize(4)
        .isSorted()
        .isEqualTo(server.shards(arn).stream().map(Shard::shardId).toList());
    assertThat(
            server
                .streams()
                .describeStream(
                    r ->
                        r.streamArn(arn)
                            .shardFilter(f -> f.type("CHILD_SHARDS").shardId(described.getFirst())))
                .streamDescription()
                .shards())
        .isEmpty();
  }

  @Test
  void refusesWhatIsNotThere() {
    String shard = server.shards(arn).getFirst().shardId();
    String other = arn.replace("table/places", "table/elsewhere");
    assertThatThrownBy(() -> server.shards(other))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Requested resource not found: Stream: " + other + " not found");
    assertThatThrownBy(
            () ->
                server.iterator(
                    arn, shard.replace("shardId-0", "shardId-9"), ShardIteratorType.LATEST))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Requested resource not found: Shard does not exist");
    refused(
        "Invalid StreamArn", () -> server.shards("arn:aws:dynamodb:us-east-1:000000000000:table"));
  }

  @Test
  void anIteratorIsRefusedWhenItsStreamIsGone() {
    String shard = writeTwenty();
    server.disable(TABLE);
    server.pass(Duration.ofHours(23).plusMinutes(55));
    String iterator = server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);
    server.pass(Duration.ofMinutes(6));

    assertThatThrownBy(() -> server.readAll(iterator))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void anyNumberOfReadersReadsAShard() {
    String shard = writeTwenty();
    List<String> iterators = new ArrayList<>();
    for (int reader = 0; reader < 10; reader++) {
      iterators.add(server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON));
    }

    for (String iterator : iterators) {
      assertThat(server.readAll(iterator)).hasSize(20);
    }
  }

  @Test
  void aShardFilterNeedsTypeAndShard() {
    String message = INVALID + "ShardFilter requires Type and ShardId";
    String shard = server.shards(arn).getFirst().shardId();

    refused(message, () -> describeWith(filter -> filter.type(ShardFilterType.CHILD_SHARDS)));
    refused(message, () -> describeWith(filter -> filter.shardId(shard)));
  }

  private void describeWith(Consumer<ShardFilter.Builder> filter) {
    server.streams().describeStream(request -> request.streamArn(arn).shardFilter(filter));
  }

  @Test
  void refusesWhatTheModelDoesNotAllow() {
    refused(
        "1 validation error detected: Value null at 'streamArn' failed to satisfy constraint:"
            + " Member must not be null",
        () -> server.streams().describeStream(r -> {}));
    refused(
        "1 validation error detected: Value 'short' at 'streamArn' failed to satisfy constraint:"
            + " Member must have length greater than or equal to 37",
        () -> server.shards("short"));
    refused(
        "1 validation error detected: Value 'NOWHERE' at 'shardIteratorType' failed to satisfy"
            + " constraint: Member must satisfy enum value set: [TRIM_HORIZON, LATEST,"
            + " AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER]",
        () ->
            server
                .streams()
                .getShardIterator(
                    r ->
                        r.streamArn(arn)
                            .shardId(server.shards(arn).getFirst().shardId())
                            .shardIteratorType("NOWHERE")));
    refused(
        "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member"
            + " must have value greater than or equal to 1",
        () -> server.streams().getRecords(r -> r.shardIterator("x").limit(0)));
    refused(
        INVALID + "Limit should be less than or equal to 1000",
        () -> server.streams().getRecords(r -> r.shardIterator("x").limit(1001)));
    refused(
        INVALID + "Limit should be less than or equal to 100",
        () -> server.streams().listStreams(r -> r.limit(101)));
    refused("Invalid ShardIterator", () -> server.readAll("x"));
  }

  @Test
  void refusesSequenceNumbersThatItHasNotGiven() {
    String shard = writeTwenty();
    String given =
        read(ShardIteratorType.TRIM_HORIZON, shard, null).get(5).dynamodb().sequenceNumber();
    for (int i = 0; i < given.length(); i++) {
      char digit = given.charAt(i) == '9' ? '0' : (char) (given.charAt(i) + 1);
      String forged = given.substring(0, i) + digit + given.substring(i + 1);
      refused(
          "Invalid SequenceNumber for the shard",
          () -> iterator(ShardIteratorType.AT_SEQUENCE_NUMBER, shard, forged));
    }
    for (String forged : List.of("1".repeat(21), "9".repeat(30), "x".repeat(30), "1".repeat(40))) {
      refused(
          "Invalid SequenceNumber for the shard",
          () -> iterator(ShardIteratorType.AFTER_SEQUENCE_NUMBER, shard, forged));
    }
    for (Shard other : server.shards(arn)) {
      if (!other.shardId().equals(shard)) {
        refused(
            "Invalid SequenceNumber for the shard",
            () -> iterator(ShardIteratorType.AT_SEQUENCE_NUMBER, other.shardId(), given));
      }
    }
    refused(
        INVALID + "SequenceNumber must be specified for ShardIteratorType AT_SEQUENCE_NUMBER",
        () -> server.iterator(arn, shard, ShardIteratorType.AT_SEQUENCE_NUMBER));
    refused(
        INVALID + "SequenceNumber must not be specified for ShardIteratorType LATEST",
        () -> iterator(ShardIteratorType.LATEST, shard, given));
  }

  @Test
  void refusesIteratorsThatItHasNotGiven() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String shard = writeTwenty();
    String given = server.iterator(arn, shard, ShardIteratorType.TRIM_HORIZON);
    int tokenStart = given.indexOf('|') + 3;
    for (int i = 0; i < 300; i++) {
      int at = tokenStart + random.nextInt(given.length() - tokenStart - 3);
      char replacement = given.charAt(at) == 'A' ? 'B' : 'A';
      String forged = given.substring(0, at) + replacement + given.substring(at + 1);

      assertThatThrownBy(() -> server.readAll(forged))
          .as("seed %d, at %d", seed, at)
          .hasMessageContaining("Invalid ShardIterator");
    }
    String secondArn = server.createTable("second", StreamViewType.NEW_IMAGE);
    refused(
        "Invalid ShardIterator",
        () -> server.readAll(secondArn + given.substring(given.indexOf('|'))));
  }

  @Test
  void refusesToEnableTwiceAndToDisableNothing() {
    refused(
        "Table already has an enabled stream: TableName: places",
        () -> server.enable(TABLE, StreamViewType.NEW_IMAGE));
    refused(
        "Table already has an enabled stream: TableName: places",
        () -> server.enable(TABLE, StreamViewType.KEYS_ONLY));
    server.disable(TABLE);
    refused("Table has no stream to disable: TableName: places", () -> server.disable(TABLE));
    refused(
        INVALID + "If stream is being enabled then UpdateViewType is required",
        () ->
            server
                .client()
                .updateTable(
                    r -> r.tableName(TABLE).streamSpecification(s -> s.streamEnabled(true))));
    refused(
        INVALID + "If stream is being disabled, then UpdateViewType must not be specified",
        () ->
            server
                .client()
                .updateTable(
                    r ->
                        r.tableName(TABLE)
                            .streamSpecification(
                                s ->
                                    s.streamEnabled(false)
                                        .streamViewType(StreamViewType.KEYS_ONLY))));
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }

  /** Writes twenty times to one item; returns the shard that has it. */
  private String writeTwenty() {
    for (int i = 0; i < 20; i++) {
      put(i);
    }
    return server.shards(arn).stream()
        .map(Shard::shardId)
        .filter(id -> !read(ShardIteratorType.TRIM_HORIZON, id, null).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private void put(int value) {
    server.put(
        TABLE, Map.of("pk", AttributeValue.fromS("a"), "v", AttributeValue.fromN("" + value)));
  }

  private Shard shard(String id) {
    return server.shards(arn).stream()
        .filter(shard -> shard.shardId().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private List<Record> read(ShardIteratorType type, String shard, @Nullable String sequenceNumber) {
    return server.readAll(iterator(type, shard, sequenceNumber));
  }

  private String iterator(ShardIteratorType type, String shard, @Nullable String sequenceNumber) {
    return server
        .streams()
        .getShardIterator(
            r ->
                r.streamArn(arn)
                    .shardId(shard)
                    .shardIteratorType(type)
                    .sequenceNumber(sequenceNumber))
        .shardIterator();
  }

  private List<String> streamArns() {
    return server.streams().listStreams(r -> r.tableName(TABLE)).streams().stream()
        .map(stream -> stream.streamArn())
        .toList();
  }
}
