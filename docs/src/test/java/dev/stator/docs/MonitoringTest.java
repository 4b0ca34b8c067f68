package dev.stator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.AdminPort;
import dev.stator.gateway.Stator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the dashboard, and what the pages say of metrics and defences, to the code. */
class MonitoringTest {
  private static final Pattern METRIC =
      Pattern.compile("\\b(dynamodb|stator|jvm|process|system)_[a-z_]+\\b");
  private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)[ {]");
  private static final Path DASHBOARD = Project.ROOT.resolve("docs/grafana/stator.json");

  /** What histograms add to their names. */
  private static final String PART = "_(bucket|count|sum)$";

  private static Set<String> given = Set.of();

  @BeforeAll
  static void scrape() throws Exception {
    try (var server = Stator.inMemory().admin(new AdminPort("127.0.0.1", 0, true)).start();
        var client = new Client(server.endpoint());
        var http = HttpClient.newHttpClient()) {
      useEverything(client);
      System.gc(); // there are metrics of collections after the first
      URI page = URI.create("http://127.0.0.1:" + server.adminPort() + "/metrics");
      String metrics =
          http.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      given = matches(SERIES, metrics, 1);
    }
  }

  private static void useEverything(Client client) {
    String creation =
        client.call(
            "CreateTable",
            "{'TableName':'Things','BillingMode':'PAY_PER_REQUEST','KeySchema':[{'AttributeName':'k',"
                + "'KeyType':'HASH'}],'AttributeDefinitions':[{'AttributeName':'k','AttributeType':'S'},"
                + "{'AttributeName':'g','AttributeType':'S'}],'GlobalSecondaryIndexes':[{'IndexName':"
                + "'Index','KeySchema':[{'AttributeName':'g','KeyType':'HASH'}],'Projection':"
                + "{'ProjectionType':'ALL'}}],'StreamSpecification':{'StreamEnabled':true,"
                + "'StreamViewType':'KEYS_ONLY'}}");
    assertThat(creation).contains("'TableStatus'");
    String description = client.call("DescribeTable", "{'TableName':'Things'}");
    while (!description.contains("'TableStatus':'ACTIVE'")) {
      description = client.call("DescribeTable", "{'TableName':'Things'}");
    }
    client.call(
        "UpdateTimeToLive",
        "{'TableName':'Things','TimeToLiveSpecification':{'AttributeName':'t','Enabled':true}}");
    client.call("PutItem", "{'TableName':'Things','Item':{'k':{'S':'1'},'g':{'S':'2'}}}");
    client.call("GetItem", "{'TableName':'Things','Key':{'k':{'S':'1'}}}");
    client.call("Scan", "{'TableName':'Things'}");
    readStream(client, value("LatestStreamArn", description));
  }

  private static void readStream(Client client, String arn) {
    String stream = stream(client, "DescribeStream", "{'StreamArn':'" + arn + "'}");
    String iterator =
        stream(
            client,
            "GetShardIterator",
            "{'StreamArn':'"
                + arn
                + "','ShardId':'"
                + value("ShardId", stream)
                + "','ShardIteratorType':'TRIM_HORIZON'}");
    stream(client, "GetRecords", "{'ShardIterator':'" + value("ShardIterator", iterator) + "'}");
  }

  private static String stream(Client client, String operation, String body) {
    return client.callTarget(
        "DynamoDBStreams_20120810." + operation, body.replace('\'', '"').getBytes(UTF_8));
  }

  private static String value(String member, String json) {
    Matcher matcher = Pattern.compile("'" + member + "':'([^']+)'").matcher(json);
    assertThat(matcher.find()).as("%s in %s", member, json).isTrue();
    return matcher.group(1);
  }

  @Test
  void theDashboardAsksForWhatThereIs() {
    Set<String> asked = matches(METRIC, Project.read(DASHBOARD), 0);

    assertThat(asked).hasSizeGreaterThan(20);
    assertThat(given).containsAll(asked);
  }

  @Test
  void theMetricsAreAllTold() {
    Set<String> told =
        Project.page("docs/operations.md").codeSpans().stream()
            .filter(span -> span.matches("(dynamodb|stator)_[a-z_]+"))
            .collect(toSet());

    assertThat(told)
        .isEqualTo(
            given.stream()
                .filter(name -> name.startsWith("dynamodb_") || name.startsWith("stator_"))
                .map(name -> name.replaceFirst(PART, ""))
                .collect(toSet()));
  }

  @Test
  void theTestsThatShowDefencesExist() {
    Set<String> sources =
        Project.sources().stream()
            .map(path -> String.valueOf(path.getFileName()).replace(".java", ""))
            .collect(toSet());

    Set<String> named =
        Project.page("docs/security.md").codeSpans().stream()
            .filter(span -> span.endsWith("Test"))
            .collect(toSet());

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(sources).containsAll(named);
  }

  private static Set<String> matches(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(group))
        .collect(toCollection(TreeSet::new));
  }
}
