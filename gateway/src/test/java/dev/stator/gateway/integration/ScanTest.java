package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.Select;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Scans of a table of 500 items, every second of which is in its index. */
@ExtendWith(SharedServer.class)
class ScanTest {
  private static final String TABLE = "scan";
  private static final int ITEMS = 500;
  private static final int BATCH = 25;

  private final DynamoDbClient client;

  ScanTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTable() {
    if (NewTable.exists(client, TABLE)) {
      return;
    }
    NewTable.named(TABLE, "pk:N")
        .globalIndex("by-parity", NewTable.keysOnly(), "parity:S")
        .createWith(client);
    for (int first = 0; first < ITEMS; first += BATCH) {
      List<WriteRequest> writes =
          IntStream.range(first, first + BATCH)
              .mapToObj(
                  i ->
                      i % 2 == 0
                          ? Map.of("pk", n(i), "parity", s("even"), "square", n((long) i * i))
                          : Map.of("pk", n(i), "square", n((long) i * i)))
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList();
      client.batchWriteItem(request -> request.requestItems(Map.of(TABLE, writes)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 499, 500, 1000})
  void pagesCoverEveryItemOnce(int limit) {
    assertThat(scan(request -> request.limit(limit))).isEqualTo(all(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 16, 1000})
  void parallelSegmentsCoverEveryItemOnce(int segments) {
    List<Integer> found = new ArrayList<>();
    for (int segment = 0; segment < segments; segment++) {
      int number = segment;
      found.addAll(scan(request -> request.segment(number).totalSegments(segments).limit(40)));
    }

    assertThat(found.stream().sorted().toList()).isEqualTo(all(1));
  }

  @Test
  void anIndexIsScannedLikeATable() {
    Eventually.await(
        "the index has every second item",
        () -> scan(request -> request.indexName("by-parity").limit(33)).equals(all(2)));
  }

  @Test
  void aFilterAppliesAfterTheLimit() {
    var page =
        client.scan(
            request ->
                request
                    .tableName(TABLE)
                    .limit(50)
                    .filterExpression("square < :none")
                    .expressionAttributeValues(Map.of(":none", n(0))));

    assertThat(page.count()).isZero();
    assertThat(page.scannedCount()).isEqualTo(50);
    assertThat(page.hasLastEvaluatedKey()).isTrue();
  }

  @Test
  void countsAddUp() {
    int count = 0;
    for (var page :
        client.scanPaginator(request -> request.tableName(TABLE).select(Select.COUNT).limit(99))) {
      assertThat(page.hasItems()).isFalse();
      count += page.count();
    }

    assertThat(count).isEqualTo(ITEMS);
  }

  /** The keys found, in order: the order of a scan is nobody's business. */
  private List<Integer> scan(Consumer<ScanRequest.Builder> parameters) {
    List<Integer> keys = new ArrayList<>();
    client
        .scanPaginator(
            request -> parameters.accept(request.tableName(TABLE).projectionExpression("pk")))
        .items()
        .forEach(item -> keys.add(Integer.parseInt(item.getOrDefault("pk", s("")).n())));
    keys.sort(null);
    return keys;
  }

  private static List<Integer> all(int step) {
    return IntStream.iterate(0, i -> i < ITEMS, i -> i + step).boxed().toList();
  }
}
