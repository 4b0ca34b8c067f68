package dev.stator.gateway.integration;

import dev.stator.core.throughput.ThroughputConfig;
import dev.stator.gateway.Stator;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;

/** A server in memory whose buckets know only the time that a test gives them, and a client. */
final class MeteredServer implements AutoCloseable {
  private final AtomicLong nowNs = new AtomicLong(1);
  private final Stator stator;
  private final DynamoDbClient client;

  MeteredServer(UnaryOperator<ThroughputConfig> settings) {
    ThroughputConfig config = ThroughputConfig.standard().withClock(nowNs::get);
    stator = Stator.inMemory().throughput(settings.apply(config)).start();
    client = Clients.withoutRetries(stator.endpoint());
  }

  Stator stator() {
    return stator;
  }

  DynamoDbClient client() {
    return client;
  }

  void advance(Duration time) {
    nowNs.addAndGet(time.toNanos());
  }

  /** Creates a table with so many units, and so many for each of its global indexes. */
  void create(NewTable table, long reads, long writes, long indexReads, long indexWrites) {
    CreateTableRequest request = table.request();
    ProvisionedThroughput ofIndexes = units(indexReads, indexWrites);
    CreateTableRequest.Builder changed =
        request.toBuilder()
            .billingMode(BillingMode.PROVISIONED)
            .provisionedThroughput(units(reads, writes));
    if (request.hasGlobalSecondaryIndexes()) {
      changed.globalSecondaryIndexes(
          request.globalSecondaryIndexes().stream()
              .map(index -> index.toBuilder().provisionedThroughput(ofIndexes).build())
              .toList());
    }
    client.createTable(changed.build());
    NewTable.awaitActive(client, request.tableName());
  }

  void create(String table, long reads, long writes) {
    create(NewTable.named(table, "pk:S"), reads, writes, 1, 1);
  }

  static ProvisionedThroughput units(long reads, long writes) {
    return ProvisionedThroughput.builder()
        .readCapacityUnits(reads)
        .writeCapacityUnits(writes)
        .build();
  }

  @Override
  public void close() {
    client.close();
    stator.close();
  }
}
