package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.Stator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The server inside of a Java test. */
class EmbeddedServerTest {
  private static final Map<String, AttributeValue> ITEM = Map.of("pk", s("a"), "x", s("b"));

  @Test
  void twoServersInOneProcessShareNothingAndAreGoneWhenClosed() {
    DynamoDbClient closed;
    try (var first = Stator.inMemory().start();
        var second = Stator.inMemory().start();
        var client = Clients.withoutRetries(first.endpoint());
        var other = Clients.withoutRetries(second.endpoint())) {
      NewTable.named("embedded", "pk:S").createWith(client);

      client.putItem(request -> request.tableName("embedded").item(ITEM));

      assertThat(client.getItem(r -> r.tableName("embedded").key(Map.of("pk", s("a")))).item())
          .isEqualTo(ITEM);
      assertThat(other.listTables().tableNames()).isEmpty();
      closed = Clients.withoutRetries(first.endpoint());
    }

    try (closed) {
      assertThatThrownBy(closed::listTables).isInstanceOf(SdkClientException.class);
    }
  }
}
