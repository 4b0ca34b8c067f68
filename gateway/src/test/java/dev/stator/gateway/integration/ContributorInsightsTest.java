package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsAction;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsMode;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsStatus;
import software.amazon.awssdk.services.dynamodb.model.ContributorInsightsSummary;
import software.amazon.awssdk.services.dynamodb.model.DescribeContributorInsightsResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexUpdate;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.UpdateContributorInsightsResponse;

/** Contributor Insights of tables and global indexes. */
@ExtendWith(SharedServer.class)
class ContributorInsightsTest {
  private final DynamoDbClient client;

  ContributorInsightsTest(DynamoDbClient client) {
    this.client = client;
  }

  private String table(String name) {
    return NewTable.named(name, "pk:S", "sk:N")
        .globalIndex("by-g", NewTable.all(), "g:S")
        .createWith(client);
  }

  private UpdateContributorInsightsResponse enable(
      String table, @Nullable String index, @Nullable ContributorInsightsMode mode) {
    return client.updateContributorInsights(
        request ->
            request
                .tableName(table)
                .indexName(index)
                .contributorInsightsAction(ContributorInsightsAction.ENABLE)
                .contributorInsightsMode(mode));
  }

  private DescribeContributorInsightsResponse describe(String table, @Nullable String index) {
    return client.describeContributorInsights(request -> request.tableName(table).indexName(index));
  }

  @Test
  void theyAreOffUntilTheyAreSwitchedOn() {
    String table = table("insights-off");

    DescribeContributorInsightsResponse described = describe(table, null);

    assertThat(described.contributorInsightsStatus()).isEqualTo(ContributorInsightsStatus.DISABLED);
    assertThat(described.tableName()).isEqualTo(table);
    assertThat(described.lastUpdateDateTime()).isNull();
    assertThat(described.hasContributorInsightsRuleList()).isFalse();
    assertThat(
            client
                .listContributorInsights(request -> request.tableName(table))
                .contributorInsightsSummaries())
        .isEmpty();
  }

  @Test
  void theyAreSwitchedOnAndOff() {
    String table = table("insights-on");

    UpdateContributorInsightsResponse enabled = enable(table, null, null);

    assertThat(enabled.tableName()).isEqualTo(table);
    assertThat(enabled.contributorInsightsStatus()).isEqualTo(ContributorInsightsStatus.ENABLING);
    assertThat(enabled.contributorInsightsMode())
        .isEqualTo(ContributorInsightsMode.ACCESSED_AND_THROTTLED_KEYS);
    DescribeContributorInsightsResponse described = describe(table, null);
    assertThat(described.contributorInsightsStatus()).isEqualTo(ContributorInsightsStatus.ENABLED);
    assertThat(described.lastUpdateDateTime()).isNotNull();
    long changed = described.lastUpdateDateTime().toEpochMilli();
    assertThat(described.contributorInsightsRuleList())
        .containsExactly(
            "DynamoDBContributorInsights-PKC-insights-on-" + changed,
            "DynamoDBContributorInsights-SKC-insights-on-" + changed,
            "DynamoDBContributorInsights-PKT-insights-on-" + changed,
            "DynamoDBContributorInsights-SKT-insights-on-" + changed);

    UpdateContributorInsightsResponse disabled =
        client.updateContributorInsights(
            request ->
                request
                    .tableName(table)
                    .contributorInsightsAction(ContributorInsightsAction.DISABLE));

    assertThat(disabled.contributorInsightsStatus()).isEqualTo(ContributorInsightsStatus.DISABLING);
    described = describe(table, null);
    assertThat(described.contributorInsightsStatus()).isEqualTo(ContributorInsightsStatus.DISABLED);
    assertThat(described.hasContributorInsightsRuleList()).isFalse();
  }

  @Test
  void anIndexHasItsOwn() {
    String table = table("insights-index");

    enable(table, "by-g", ContributorInsightsMode.THROTTLED_KEYS);

    DescribeContributorInsightsResponse described = describe(table, "by-g");
    assertThat(described.indexName()).isEqualTo("by-g");
    assertThat(described.contributorInsightsMode())
        .isEqualTo(ContributorInsightsMode.THROTTLED_KEYS);
    assertThat(described.contributorInsightsRuleList())
        .singleElement()
        .asString()
        .startsWith("DynamoDBContributorInsights-PKT-insights-index-");
    assertThat(describe(table, null).contributorInsightsStatus())
        .isEqualTo(ContributorInsightsStatus.DISABLED);
  }

  @Test
  void anIndexOfTheSameNameBeginsWithout() {
    String table = table("insights-again");
    enable(table, "by-g", null);

    change(
        table,
        GlobalSecondaryIndexUpdate.builder().delete(delete -> delete.indexName("by-g")).build());
    change(
        table,
        GlobalSecondaryIndexUpdate.builder()
            .create(
                create ->
                    create
                        .indexName("by-g")
                        .keySchema(
                            KeySchemaElement.builder().attributeName("g").keyType("HASH").build())
                        .projection(NewTable.all()))
            .build());

    assertThat(describe(table, "by-g").contributorInsightsStatus())
        .isEqualTo(ContributorInsightsStatus.DISABLED);
  }

  private void change(String table, GlobalSecondaryIndexUpdate update) {
    AttributeDefinition g =
        AttributeDefinition.builder().attributeName("g").attributeType("S").build();
    client.updateTable(
        request ->
            request.tableName(table).attributeDefinitions(g).globalSecondaryIndexUpdates(update));
    NewTable.awaitActive(client, table);
  }

  @Test
  void theyAreListedPageByPage() {
    String first = table("insights-list-1");
    String second = table("insights-list-2");
    enable(first, "by-g", null);
    enable(first, null, ContributorInsightsMode.THROTTLED_KEYS);
    enable(second, null, null);

    assertThat(
            names(
                client
                    .listContributorInsightsPaginator(
                        request -> request.tableName(first).maxResults(1))
                    .stream()
                    .flatMap(page -> page.contributorInsightsSummaries().stream())
                    .toList()))
        .containsExactly(
            "insights-list-1/null ENABLED THROTTLED_KEYS",
            "insights-list-1/by-g ENABLED ACCESSED_AND_THROTTLED_KEYS");
    assertThat(
            names(
                client.listContributorInsightsPaginator(request -> request.maxResults(2)).stream()
                    .flatMap(page -> page.contributorInsightsSummaries().stream())
                    .toList()))
        .contains("insights-list-2/null ENABLED ACCESSED_AND_THROTTLED_KEYS")
        .doesNotHaveDuplicates();
  }

  private static List<String> names(List<ContributorInsightsSummary> summaries) {
    return summaries.stream()
        .map(
            summary ->
                "%s/%s %s %s"
                    .formatted(
                        summary.tableName(),
                        summary.indexName(),
                        summary.contributorInsightsStatusAsString(),
                        summary.contributorInsightsModeAsString()))
        .toList();
  }

  @Test
  void refusesWhatIsNotThere() {
    String table = table("insights-refused");

    assertRefused(
        () -> describe("insights-none", null),
        "ResourceNotFoundException",
        "Requested resource not found: Table: insights-none not found");
    assertRefused(
        () -> enable(table, "by-h", null),
        "ResourceNotFoundException",
        "Requested resource not found: Table: insights-refused, Index: by-h not found");
    assertRefused(
        () -> client.listContributorInsights(request -> request.tableName("insights-none")),
        "ResourceNotFoundException",
        "Requested resource not found: Table: insights-none not found");
    assertRefused(
        () -> client.listContributorInsights(request -> request.nextToken("?")),
        "ValidationException",
        "Invalid NextToken for ListContributorInsights");
    assertThatThrownBy(
            () ->
                client.updateContributorInsights(
                    request -> request.tableName(table).contributorInsightsAction("MAYBE")))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining(
            "Value 'MAYBE' at 'contributorInsightsAction' failed to satisfy constraint:"
                + " Member must satisfy enum value set: [ENABLE, DISABLE]");
    assertThatThrownBy(() -> client.listContributorInsights(request -> request.maxResults(101)))
        .isInstanceOf(DynamoDbException.class)
        .hasMessageContaining("Member must have value less than or equal to 100");
  }

  private static void assertRefused(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DynamoDbException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }
}
