package dev.stator.gateway.stream;

import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.gateway.http.GatewayServer;
import dev.stator.gateway.http.HttpConfig;
import dev.stator.gateway.http.Routes;
import dev.stator.gateway.metrics.ServerMetrics;
import dev.stator.gateway.model.ApiModel;
import dev.stator.gateway.operation.Operation;
import dev.stator.gateway.operation.Operations;
import dev.stator.gateway.table.TableOperations;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A server in memory whose clock a test can put forward, and clients of the AWS SDK. */
final class StreamServer implements AutoCloseable {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(20);

  private static final int MANY_TABLES = 1000;

  private final AtomicLong aheadMicros;
  private final Engine engine;
  private final GatewayServer server;
  private final DynamoDbClient client;
  private final DynamoDbStreamsClient streams;

  private StreamServer(AtomicLong aheadMicros, Engine engine, GatewayServer server) {
    this.aheadMicros = aheadMicros;
    this.engine = engine;
    this.server = server;
    URI endpoint = URI.create("http://127.0.0.1:" + server.port());
    var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    client =
        DynamoDbClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .build();
    streams =
        DynamoDbStreamsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(credentials)
            .build();
  }

  static StreamServer start() throws IOException {
    List<Operation> operations = new ArrayList<>(Operations.all());
    operations.addAll(TableOperations.all());
    operations.addAll(StreamOperations.all());
    AtomicLong ahead = new AtomicLong();
    Engine engine =
        Engine.open(
            EngineConfig.inMemory()
                .withClock(
                    () ->
                        TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) + ahead.get()));
    GatewayServer server =
        GatewayServer.start(
            engine,
            new Routes(ApiModel.load(), operations),
            HttpConfig.of("127.0.0.1", 0, "us-east-1"));
    return new StreamServer(ahead, engine, server);
  }

  /** Puts the clock of the server forward. */
  void pass(Duration time) {
    aheadMicros.addAndGet(TimeUnit.MILLISECONDS.toMicros(time.toMillis()));
  }

  DynamoDbClient client() {
    return client;
  }

  DynamoDbStreamsClient streams() {
    return streams;
  }

  /** Creates a table with the hash key pk and a stream; returns the ARN of the stream. */
  String createTable(String table, StreamViewType view) {
    client.createTable(
        request ->
            request
                .tableName(table)
                .keySchema(
                    KeySchemaElement.builder().attributeName("pk").keyType(KeyType.HASH).build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("pk")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    return awaitActive(table).latestStreamArn();
  }

  TableDescription describe(String table) {
    return client.describeTable(request -> request.tableName(table)).table();
  }

  TableDescription awaitActive(String table) {
    long deadline = System.nanoTime() + PATIENCE_NS;
    TableDescription description = describe(table);
    while (description.tableStatus() != TableStatus.ACTIVE) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(table + " is " + description.tableStatus());
      }
      description = describe(table);
    }
    return description;
  }

  /** The value of a metric of the only stream of a table. */
  double metric(String name, String table) {
    try (ServerMetrics metrics = new ServerMetrics(server.requests(), engine, MANY_TABLES)) {
      return metrics
          .page()
          .lines()
          .filter(line -> line.startsWith(name + "{") && line.contains("table=\"" + table + "\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .findFirst()
          .orElseThrow();
    }
  }

  String enable(String table, StreamViewType view) {
    client.updateTable(
        request ->
            request
                .tableName(table)
                .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
    return awaitActive(table).latestStreamArn();
  }

  void disable(String table) {
    client.updateTable(
        request -> request.tableName(table).streamSpecification(s -> s.streamEnabled(false)));
    awaitActive(table);
  }

  void deleteTable(String table) {
    client.deleteTable(request -> request.tableName(table));
    long deadline = System.nanoTime() + PATIENCE_NS;
    while (System.nanoTime() < deadline) {
      try {
        describe(table);
      } catch (ResourceNotFoundException gone) {
        return;
      }
    }
    throw new AssertionError(table + " is still there");
  }

  void put(String table, Map<String, AttributeValue> item) {
    client.putItem(request -> request.tableName(table).item(item));
  }

  List<Shard> shards(String arn) {
    return streams.describeStream(request -> request.streamArn(arn)).streamDescription().shards();
  }

  String iterator(String arn, String shard, ShardIteratorType type) {
    return streams
        .getShardIterator(r -> r.streamArn(arn).shardId(shard).shardIteratorType(type))
        .shardIterator();
  }

  /** All records from the trim horizon on, shard by shard. */
  List<Record> records(String arn) {
    List<Record> records = new ArrayList<>();
    for (Shard shard : shards(arn)) {
      records.addAll(readAll(iterator(arn, shard.shardId(), ShardIteratorType.TRIM_HORIZON)));
    }
    return records;
  }

  /** The same as {@link #records}, once there are so many. */
  List<Record> awaitRecords(String arn, int count) {
    long deadline = System.nanoTime() + PATIENCE_NS;
    List<Record> records = records(arn);
    while (records.size() < count) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within time: " + count + " records, but " + records);
      }
      records = records(arn);
    }
    return records;
  }

  /** All records from an iterator on until a page is empty or the shard is at its end. */
  List<Record> readAll(String iterator) {
    List<Record> records = new ArrayList<>();
    String next = iterator;
    while (next != null) {
      String current = next;
      var page = streams.getRecords(request -> request.shardIterator(current));
      records.addAll(page.records());
      next = page.records().isEmpty() ? null : page.nextShardIterator();
    }
    return records;
  }

  @Override
  public void close() {
    streams.close();
    client.close();
    server.close();
    engine.close();
  }
}
