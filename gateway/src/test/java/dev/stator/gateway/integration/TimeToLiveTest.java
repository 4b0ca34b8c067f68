package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveSpecification;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Items that expire. */
@ExtendWith(SharedServer.class)
class TimeToLiveTest {
  private static final long FIVE_YEARS_S = 5L * 365 * 24 * 60 * 60;

  private final long now = Instant.now().getEpochSecond();
  private final DynamoDbClient client;

  TimeToLiveTest(DynamoDbClient client) {
    this.client = client;
  }

  @Test
  void itIsOffUntilItIsSwitchedOn() {
    String table = NewTable.named("ttl-switched", "pk:S").createWith(client);

    TimeToLiveDescription before = describe(table);
    TimeToLiveSpecification answer = set(table, true, "expires");
    TimeToLiveDescription on = describe(table);
    set(table, false, "expires");
    TimeToLiveDescription off = describe(table);

    assertThat(before.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED);
    assertThat(before.attributeName()).isNull();
    assertThat(answer.enabled()).isTrue();
    assertThat(answer.attributeName()).isEqualTo("expires");
    assertThat(on.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.ENABLED);
    assertThat(on.attributeName()).isEqualTo("expires");
    assertThat(off.timeToLiveStatus()).isEqualTo(TimeToLiveStatus.DISABLED);
    assertThat(off.attributeName()).isNull();
    assertThat(NewTable.isActive(client, table)).isTrue();
  }

  @Test
  void whatHasExpiredGoesFromTheTableAndItsIndexes() {
    String table =
        NewTable.named("ttl-expiring", "pk:S", "sk:S")
            .globalIndex("global", NewTable.all(), "g:S")
            .localIndex("local", NewTable.keysOnly(), "pk:S", "l:S")
            .createWith(client);
    put(table, "before", n(now - 10));
    set(table, true, "expires");
    put(table, "after", n(now - 10));
    put(table, "fraction", n("1700000000.75"));
    put(table, "five years ago", n(now - FIVE_YEARS_S + 600));
    put(table, "more than five years ago", n(now - FIVE_YEARS_S - 600));
    put(table, "later", n(now + 86_400));
    put(table, "milliseconds", n(now * 1000));
    put(table, "string", s(Long.toString(now - 10)));
    put(table, "negative", n(-1));

    List<String> staying =
        List.of("later", "milliseconds", "more than five years ago", "negative", "string");
    Eventually.await("the table is swept", () -> scan(table, null).equals(staying));
    Eventually.await("the global index is swept", () -> scan(table, "global").equals(staying));
    assertThat(scan(table, "local")).isEqualTo(staying);
  }

  @Test
  void anExpiredItemMayBeWrittenAnewAndStays() {
    String table = NewTable.named("ttl-anew", "pk:S", "sk:S").createWith(client);
    set(table, true, "expires");
    put(table, "a", n(now - 10));
    put(table, "gone", n(now - 10));
    put(table, "a", n(now + 86_400));

    Eventually.await("the other item is gone", () -> !scan(table, null).contains("gone"));

    assertThat(scan(table, null)).containsExactly("a");
  }

  @Test
  void changesThatChangeNothingAreRefused() {
    String table = NewTable.named("ttl-refused", "pk:S").createWith(client);

    assertRefused(() -> set(table, false, "a"), "TimeToLive is already disabled");
    set(table, true, "a");
    assertRefused(() -> set(table, true, "a"), "TimeToLive is already enabled");
    String other = "TimeToLive is active on a different AttributeName: current AttributeName is a";
    assertRefused(() -> set(table, true, "b"), other);
    assertRefused(() -> set(table, false, "b"), other);
  }

  @Test
  void theNameOfTheAttributeHasOneTo255Characters() {
    String table = NewTable.named("ttl-named", "pk:S").createWith(client);

    assertRefused(
        () -> set(table, true, ""),
        "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to"
            + " satisfy constraint: Member must have length greater than or equal to 1");
    assertThatThrownBy(() -> set(table, true, "a".repeat(256)))
        .hasMessageContaining("Member must have length less than or equal to 255");
    set(table, true, "a".repeat(255));
    assertThat(describe(table).attributeName()).hasSize(255);
  }

  @Test
  void missingMembersAndTablesAreTold() {
    assertRefused(
        () -> client.describeTimeToLive(request -> {}),
        "The parameter 'TableName' is required but was not present in the request");
    assertRefused(
        () -> client.updateTimeToLive(request -> request.tableName("ttl-none")),
        "1 validation error detected: Value null at 'timeToLiveSpecification' failed to satisfy"
            + " constraint: Member must not be null");
    String message = "Requested resource not found: Table: ttl-none not found";
    assertThatThrownBy(() -> describe("ttl-none"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> set("ttl-none", true, "a"))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(message);
  }

  private TimeToLiveDescription describe(String table) {
    return client.describeTimeToLive(request -> request.tableName(table)).timeToLiveDescription();
  }

  private TimeToLiveSpecification set(String table, boolean enabled, String attribute) {
    return client
        .updateTimeToLive(
            request ->
                request
                    .tableName(table)
                    .timeToLiveSpecification(
                        specification -> specification.enabled(enabled).attributeName(attribute)))
        .timeToLiveSpecification();
  }

  private void put(String table, String sk, AttributeValue expires) {
    client.putItem(
        request ->
            request
                .tableName(table)
                .item(
                    Map.of(
                        "pk", s("p"), "sk", s(sk), "g", s("g"), "l", s(sk), "expires", expires)));
  }

  private List<String> scan(String table, @Nullable String index) {
    return client.scan(request -> request.tableName(table).indexName(index)).items().stream()
        .map(item -> requireNonNull(item.get("sk")).s())
        .sorted()
        .toList();
  }

  private static void assertRefused(Runnable request, String message) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }
}
