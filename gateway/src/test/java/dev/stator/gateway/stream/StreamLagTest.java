package dev.stator.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** What metrics tell of how far readers of streams are behind. */
class StreamLagTest {
  private static final String AGE = "dynamodb_get_records_iterator_age_seconds";
  private static final String UNREAD = "stator_stream_unread_bytes";

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
  void aReaderThatHasAllIsNotBehind() {
    String arn = server.createTable("read", StreamViewType.NEW_IMAGE);
    change("read");
    server.pass(Duration.ofHours(1));

    assertThat(server.records(arn)).hasSize(3);

    assertThat(server.metric(AGE, "read")).isZero();
    assertThat(server.metric(UNREAD, "read")).isZero();
  }

  @Test
  void aReaderIsAsFarBehindAsTheLastChangeThatItGotIsOld() {
    String arn = server.createTable("behind", StreamViewType.NEW_IMAGE);
    change("behind");
    String iterator = iteratorOfTheOnlyChanges(arn);
    server.pass(Duration.ofMinutes(10));

    String next = read(iterator, 2);

    assertThat(server.metric(AGE, "behind")).isBetween(600.0, 700.0);
    double unread = server.metric(UNREAD, "behind");
    assertThat(unread).isBetween(50.0, 200.0); // one record

    read(next, 2);
    assertThat(server.metric(AGE, "behind")).as("of the slowest").isGreaterThanOrEqualTo(600.0);
    assertThat(server.metric(UNREAD, "behind")).isEqualTo(unread);
  }

  private static String read(String iterator, int limit) {
    return server
        .streams()
        .getRecords(r -> r.shardIterator(iterator).limit(limit))
        .nextShardIterator();
  }

  private static String iteratorOfTheOnlyChanges(String arn) {
    return server.shards(arn).stream()
        .map(shard -> server.iterator(arn, shard.shardId(), ShardIteratorType.TRIM_HORIZON))
        .filter(iterator -> !server.readAll(iterator).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** Three changes in one shard. */
  private static void change(String table) {
    for (int i = 0; i < 3; i++) {
      server.put(table, Map.of("pk", AttributeValue.fromS("a"), "n", AttributeValue.fromN("" + i)));
    }
  }
}
