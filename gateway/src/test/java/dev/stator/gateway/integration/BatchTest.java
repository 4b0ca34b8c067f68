package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Batches of reads and writes, at their limits. */
@ExtendWith(SharedServer.class)
class BatchTest {
  private static final String FIRST = "batch-first";
  private static final String SECOND = "batch-second";
  private static final int MAX_READS = 100;
  private static final int MAX_WRITES = 25;

  private final DynamoDbClient client;

  BatchTest(DynamoDbClient client) {
    this.client = client;
  }

  @BeforeEach
  void createTables() {
    for (String table : List.of(FIRST, SECOND)) {
      if (!NewTable.exists(client, table)) {
        NewTable.named(table, "pk:N").createWith(client);
      }
    }
  }

  @Test
  void aHundredKeysOfTwoTablesAreReadAtOnce() {
    for (int i = 0; i < MAX_READS; i += MAX_WRITES) {
      write(FIRST, puts(i, i + MAX_WRITES, "payload"));
      write(SECOND, puts(i, i + MAX_WRITES, "payload"));
    }

    var answer =
        client.batchGetItem(
            request ->
                request.requestItems(
                    Map.of(
                        FIRST,
                        KeysAndAttributes.builder()
                            .keys(keys(0, MAX_READS / 2))
                            .consistentRead(true)
                            .build(),
                        SECOND,
                        KeysAndAttributes.builder()
                            .keys(keys(MAX_READS / 2, MAX_READS))
                            .projectionExpression("pk")
                            .build())));

    assertThat(answer.unprocessedKeys()).isEmpty();
    assertThat(answer.responses().get(FIRST))
        .containsExactlyInAnyOrderElementsOf(items(0, MAX_READS / 2, "payload"));
    assertThat(answer.responses().get(SECOND))
        .containsExactlyInAnyOrderElementsOf(keys(MAX_READS / 2, MAX_READS));
  }

  @Test
  void oneTooManyIsRefused() {
    assertThatThrownBy(() -> read(keys(0, MAX_READS + 1)))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("Member must have length less than or equal to 100");
    assertThatThrownBy(() -> write(FIRST, puts(0, MAX_WRITES + 1, "")))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("Member must have length less than or equal to 25");
    assertThatThrownBy(() -> read(List.of(Map.of("pk", n(1)), Map.of("pk", n("1.0")))))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("Provided list of item keys contains duplicates");
  }

  @Test
  void putsAndDeletesGoTogetherAndReplaceWhatIsThere() {
    write(FIRST, puts(1000, 1010, "old"));
    List<WriteRequest> mixed = new ArrayList<>(puts(1005, 1015, "new"));
    for (var key : keys(1000, 1005)) {
      mixed.add(WriteRequest.builder().deleteRequest(delete -> delete.key(key)).build());
    }

    write(FIRST, mixed);

    assertThat(read(keys(1000, 1015)).get(FIRST))
        .containsExactlyInAnyOrderElementsOf(items(1005, 1015, "new"));
  }

  @Test
  void whatExceedsSixteenMegabytesIsLeftUnprocessedAndCanBeReadNext() {
    String payload = "x".repeat(390_000);
    int count = 60;
    for (int i = 0; i < count; i += 5) {
      write(SECOND, puts(2000 + i, 2000 + i + 5, payload));
    }

    List<Map<String, AttributeValue>> left = keys(2000, 2000 + count);
    Set<Map<String, AttributeValue>> found = new HashSet<>();
    int rounds = 0;
    while (!left.isEmpty()) {
      List<Map<String, AttributeValue>> asked = left;
      var answer =
          client.batchGetItem(
              request ->
                  request.requestItems(
                      Map.of(SECOND, KeysAndAttributes.builder().keys(asked).build())));
      answer
          .responses()
          .getOrDefault(SECOND, List.of())
          .forEach(item -> found.add(Attributes.only(item, "pk")));
      left =
          answer.unprocessedKeys().isEmpty()
              ? List.of()
              : answer.unprocessedKeys().values().iterator().next().keys();
      rounds++;
    }

    assertThat(found).containsExactlyInAnyOrderElementsOf(keys(2000, 2000 + count));
    assertThat(rounds).isEqualTo(2);
  }

  private Map<String, List<Map<String, AttributeValue>>> read(
      List<Map<String, AttributeValue>> keys) {
    return client
        .batchGetItem(
            request ->
                request.requestItems(Map.of(FIRST, KeysAndAttributes.builder().keys(keys).build())))
        .responses();
  }

  private void write(String table, List<WriteRequest> writes) {
    var answer = client.batchWriteItem(request -> request.requestItems(Map.of(table, writes)));
    assertThat(answer.unprocessedItems()).isEmpty();
  }

  private static List<Map<String, AttributeValue>> keys(int from, int to) {
    List<Map<String, AttributeValue>> keys = new ArrayList<>();
    for (int i = from; i < to; i++) {
      keys.add(Map.of("pk", n(i)));
    }
    return keys;
  }

  private static List<Map<String, AttributeValue>> items(int from, int to, String payload) {
    return keys(from, to).stream().map(key -> Attributes.with(key, "payload", s(payload))).toList();
  }

  private static List<WriteRequest> puts(int from, int to, String payload) {
    return items(from, to, payload).stream()
        .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
        .toList();
  }
}
