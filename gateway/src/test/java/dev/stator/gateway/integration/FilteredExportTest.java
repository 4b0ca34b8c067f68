package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import dev.stator.gateway.json.JsonTree;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;

/**
 * Exports of parts of a table. What asks for them is written by hand, quotes as apostrophes: the
 * SDK does not have it yet.
 */
class FilteredExportTest {
  private static final String TABLE = "table";

  @TempDir private static Path root;
  private static Stator stator;
  private static DynamoDbClient client;
  private static HttpClient http;

  /** Each test has its own. */
  private String bucket;

  @BeforeAll
  static void start() {
    stator = startStator();
    client = Clients.withoutRetries(stator.endpoint());
    http = HttpClient.newHttpClient();
    createTable(TABLE);
  }

  private static Stator startStator() {
    return Stator.at(root.resolve("data")).buckets(root.resolve("buckets")).start();
  }

  private static void close() {
    client.close();
    stator.close();
  }

  @AfterAll
  static void stop() {
    http.close();
    close();
  }

  private static void createTable(String table) {
    NewTable.named(table, "pk:S", "sk:N")
        .globalIndex("by-g", NewTable.all(), "g:S")
        .createWith(client);
    for (int sk = 1; sk <= 4; sk++) {
      put(table, "a", sk, sk % 2 == 0 ? "even" : "odd");
      put(table, "b", sk, sk % 2 == 0 ? "even" : "odd");
    }
    client.updateContinuousBackups(
        r ->
            r.tableName(table)
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
  }

  @BeforeEach
  void createBucket() throws IOException {
    Path directory = Files.createDirectories(root.resolve("buckets"));
    bucket = Files.createTempDirectory(directory, "b").getFileName().toString();
  }

  @Test
  void aFilterChoosesItemsByAnyAttributeAlsoOfTheKey() {
    String filter =
        "{'FilterExpression':'#s > :two AND kind = :even',"
            + "'ExpressionAttributeNames':{'#s':'sk'},"
            + "'ExpressionAttributeValues':{':two':{'N':'2'},':even':{'S':'even'}}}";

    String exportArn = begin("'FilterSpecification':" + filter);
    ExportDescription ended = await(exportArn);

    assertThat(exported()).containsExactlyInAnyOrder(item("a", 4, "even"), item("b", 4, "even"));
    assertThat(ended.itemCount()).isEqualTo(2);
    assertThat(ended.billedSizeBytes()).isEqualTo(size());
    assertThat(files().text(ended.exportManifest()))
        .contains("\"itemCount\":2,")
        .doesNotContain("Expression");
    assertThat(call("DescribeExport", "{'ExportArn':'" + exportArn + "'}"))
        .satisfies(
            answer ->
                assertThat(description(answer).get("FilterSpecification")).isEqualTo(json(filter)));
  }

  @ParameterizedTest
  @CsvSource({
    "DYNAMODB_JSON, '{\"Item\":{\"sk\":{\"N\":\"3\"}}}'",
    "ION, '$ion_1_0 {Item:{sk:3.}}'"
  })
  void aKeyConditionChoosesKeysAndAProjectionAttributes(String format, String line) {
    ExportDescription ended =
        await(
            begin(
                "'ExportFormat':'"
                    + format
                    + "','FilterSpecification':{"
                    + "'KeyConditionExpression':'pk = :a AND sk BETWEEN :two AND :three',"
                    + "'FilterExpression':'kind = :odd','ProjectionExpression':'sk, #long',"
                    + "'ExpressionAttributeNames':{'#long':'"
                    + "x".repeat(300)
                    + "'},"
                    + "'ExpressionAttributeValues':{':a':{'S':'a'},':two':{'N':'2'},"
                    + "':three':{'N':'3.0'},':odd':{'S':'odd'}}}"));

    assertThat(files().dataLines()).containsExactly(line);
    assertThat(ended.itemCount()).isEqualTo(1);
    assertThat(ended.billedSizeBytes()).as("of the two that were read").isLessThan(size() / 3);
  }

  @Test
  void aProjectionLeavesPathsAndNothingOfWhatHasNone() {
    client.putItem(
        r ->
            r.tableName(TABLE)
                .item(Map.of("pk", s("c"), "sk", n(1), "m", map(Map.of("x", n(1), "y", n(2))))));

    await(
        begin(
            "'FilterSpecification':{'ProjectionExpression':'m.y',"
                + "'KeyConditionExpression':'pk = :c',"
                + "'ExpressionAttributeValues':{':c':{'S':'c'}}}"));
    assertThat(exported()).containsExactly(json("{'Item':{'m':{'M':{'y':{'N':'2'}}}}}"));

    await(
        begin(
            "'FilterSpecification':{'ProjectionExpression':'m.z','FilterExpression':'pk = :c',"
                + "'ExpressionAttributeValues':{':c':{'S':'c'}}}"));
    assertThat(exported()).hasSize(2).contains(json("{'Item':{}}"));
  }

  @Test
  void aFilterWithoutAnythingExportsEverything() {
    ExportDescription ended = await(begin("'FilterSpecification':{}"));

    assertThat(ended.itemCount())
        .isEqualTo(client.describeTable(r -> r.tableName(TABLE)).table().itemCount());
  }

  @Test
  void anExportOfNothingHasAllFilesOfOneOfEverything() {
    await(begin("'ExportFormat':'ION'"));
    ExportDescription ended =
        await(
            begin(
                "'FilterSpecification':{'KeyConditionExpression':'pk = :none',"
                    + "'ExpressionAttributeValues':{':none':{'S':'none'}}}"));

    assertThat(ended.itemCount()).isZero();
    assertThat(ended.billedSizeBytes()).isZero();
    assertThat(files().keys().stream().filter(key -> key.endsWith(".json.gz")))
        .hasSameSizeAs(files().keys().stream().filter(key -> key.endsWith(".ion.gz")).toList())
        .isNotEmpty();
  }

  @Test
  void ofAnIncrementalExportTheLatestImageIsChosenOrTheOneBeforeItsRemoval() {
    String changing = "changing";
    createTable(changing);
    Instant from =
        client
            .describeContinuousBackups(r -> r.tableName(changing))
            .continuousBackupsDescription()
            .pointInTimeRecoveryDescription()
            .earliestRestorableDateTime();
    put(changing, "a", 1, "even");
    put(changing, "a", 2, "odd");
    put(changing, "a", 5, "even");
    put(changing, "b", 1, "even");
    client.deleteItem(r -> r.tableName(changing).key(Map.of("pk", s("a"), "sk", n(3))));
    client.deleteItem(r -> r.tableName(changing).key(Map.of("pk", s("a"), "sk", n(4))));
    Instant to = RestorableTime.awaitNext(client, changing);

    ExportDescription ended =
        await(
            begin(
                changing,
                "'ExportType':'INCREMENTAL_EXPORT','IncrementalExportSpecification':{"
                    + "'ExportFromTime':%d.%03d,'ExportToTime':%d},"
                        .formatted(
                            from.getEpochSecond(), from.getNano() / 1_000_000, to.getEpochSecond())
                    + "'FilterSpecification':{'FilterExpression':'kind = :even',"
                    + "'KeyConditionExpression':'pk = :a','ProjectionExpression':'kind',"
                    + "'ExpressionAttributeValues':{':a':{'S':'a'},':even':{'S':'even'}}}"));

    assertThat(ended.itemCount()).isEqualTo(3);
    assertThat(exported())
        .containsExactlyInAnyOrder(
            change(1, "odd", "even"), change(4, "even", null), change(5, null, "even"));
  }

  @Test
  void aTokenNamesTheSameFilterInWhateverOrder() {
    String token =
        "'ClientToken':'token','FilterSpecification':{'FilterExpression':'sk IN (:b, :c)',";
    String first = begin(token + "'ExpressionAttributeValues':{':b':{'N':'2'},':c':{'N':'3'}}}");

    assertThat(begin(token + "'ExpressionAttributeValues':{':c':{'N':'3.0'},':b':{'N':'2'}}}"))
        .isEqualTo(first);
    assertThat(
            export(TABLE, token + "'ExpressionAttributeValues':{':b':{'N':'2'},':c':{'N':'4'}}}"))
        .contains("ExportConflictException");
    assertThat(await(first).itemCount()).isEqualTo(4);
  }

  @Test
  void anExportThatAStopInterruptsGoesOnWithItsFilter() {
    String exportArn =
        begin(
            "'FilterSpecification':{'FilterExpression':'kind = :odd',"
                + "'ExpressionAttributeValues':{':odd':{'S':'odd'}}}");
    close();
    stator = startStator();
    client = Clients.withoutRetries(stator.endpoint());

    assertThat(await(exportArn).itemCount()).isEqualTo(4);
    assertThat(call("DescribeExport", "{'ExportArn':'" + exportArn + "'}"))
        .contains("\"FilterExpression\":\"kind = :odd\"", "{\":odd\":{\"S\":\"odd\"}}");
  }

  @Test
  void refusesWhatQueryRefuses() {
    int exports = client.listExports(r -> {}).exportSummaries().size();

    assertRefused("{'FilterExpression':'kind ='}", "Invalid FilterExpression: Syntax error");
    assertRefused(
        "{'FilterExpression':''}", "Invalid FilterExpression: The expression can not be empty;");
    assertRefused(
        "{'FilterExpression':'kind = :no'}",
        "Invalid FilterExpression: An expression attribute value used in expression is"
            + " not defined; attribute value: :no");
    assertRefused(
        "{'FilterExpression':'pk.x = sk'}",
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are"
            + " not allowed: Key: pk");
    assertRefused(
        "{'ProjectionExpression':'g.x'}",
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are"
            + " not allowed: IndexKey: g");
    assertRefused(
        "{'ProjectionExpression':'a, a'}",
        "Invalid ProjectionExpression: Two document paths overlap");
    assertRefused(
        "{'ProjectionExpression':'a','ExpressionAttributeNames':{'#n':'b'}}",
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}");
    assertRefused(
        "{'ExpressionAttributeNames':{'#n':'b'}}",
        "ExpressionAttributeNames can only be specified when using expressions");
    assertRefused(
        "{'ProjectionExpression':'a','ExpressionAttributeValues':{':v':{'N':'1'}}}",
        "ExpressionAttributeValues can only be specified when using expressions:"
            + " FilterExpression and KeyConditionExpression are null");
    assertRefused(
        "{'KeyConditionExpression':'pk = :v OR sk = :v',"
            + "'ExpressionAttributeValues':{':v':{'S':'a'}}}",
        "Invalid operator used in KeyConditionExpression: OR");
    assertRefused(
        "{'KeyConditionExpression':'sk = :v','ExpressionAttributeValues':{':v':{'N':'1'}}}",
        "Query condition missed key schema element: pk");
    assertRefused(
        "{'KeyConditionExpression':'pk = :v','ExpressionAttributeValues':{':v':{'N':'1'}}}",
        "One or more parameter values were invalid: Condition parameter type does not"
            + " match schema type");
    assertRefused(
        "{'KeyConditionExpression':'pk = :v','FilterExpression':'sk > :n',"
            + "'ExpressionAttributeValues':{':v':{'S':'a'},':n':{'N':'1'}}}",
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk");
    assertRefused("{'FilterExpression':1}", "NUMBER_VALUE cannot be converted to String");
    assertRefused(
        "{'FilterExpression':'kind = :v','ExpressionAttributeValues':{':v':{'X':'1'}}}",
        "Supplied AttributeValue is empty");
    assertRefused(
        "{'FilterExpression':'kind = :v','ExpressionAttributeValues':{':v':{'S':'"
            + "x".repeat(256 << 10)
            + "'}}}",
        "FilterSpecification is too large: the request may have 262144 bytes");

    assertThat(client.listExports(r -> {}).exportSummaries()).hasSize(exports);
  }

  private void assertRefused(String specification, String message) {
    assertThat(export(TABLE, "'FilterSpecification':" + specification)).contains(message);
  }

  private String begin(String members) {
    return begin(TABLE, members);
  }

  /** Begins an export and returns its ARN. */
  private String begin(String table, String members) {
    String answer = export(table, members);
    return (String) Objects.requireNonNull(description(answer).get("ExportArn"), answer);
  }

  private String export(String table, String members) {
    return call(
        "ExportTableToPointInTime",
        "{'TableArn':'arn:aws:dynamodb:us-east-1:000000000000:table/%s','S3Bucket':'%s',%s}"
            .formatted(table, bucket, members));
  }

  private static Map<?, ?> description(String answer) {
    Object description = ((Map<?, ?>) json(answer)).get("ExportDescription");
    return (Map<?, ?>) Objects.requireNonNull(description, answer);
  }

  private static String call(String operation, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(stator.endpoint())
            .header("Content-Type", "application/x-amz-json-1.0")
            .header("X-Amz-Target", "DynamoDB_20120810." + operation)
            .header("X-Amz-Date", "20260101T000000Z")
            .header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature=b")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ExportDescription await(String exportArn) {
    Eventually.await(
        "the export has ended",
        () -> describe(exportArn).exportStatus() != ExportStatus.IN_PROGRESS);
    return describe(exportArn);
  }

  private static ExportDescription describe(String exportArn) {
    return client.describeExport(r -> r.exportArn(exportArn)).exportDescription();
  }

  private ExportedFiles files() {
    return ExportedFiles.of(root.resolve("buckets").resolve(bucket));
  }

  /** The lines of all files of items, without when a change was. */
  private List<Object> exported() {
    return files().dataLines().stream()
        .map(line -> json(line.replaceFirst("\"Metadata.*?}},", "")))
        .toList();
  }

  private static long size() {
    return client.describeTable(r -> r.tableName(TABLE)).table().tableSizeBytes();
  }

  private static void put(String table, String pk, int sk, String kind) {
    client.putItem(r -> r.tableName(table).item(Map.of("pk", s(pk), "sk", n(sk), "kind", s(kind))));
  }

  private static Object item(String pk, int sk, String kind) {
    return json(
        "{'Item':{'pk':{'S':'%s'},'sk':{'N':'%d'},'kind':{'S':'%s'}}}".formatted(pk, sk, kind));
  }

  /** A change of an item of a, of which the kind is exported. */
  private static Object change(int sk, @Nullable String before, @Nullable String after) {
    return json(
        "{'Keys':{'pk':{'S':'a'},'sk':{'N':'%d'}}%s%s}"
            .formatted(sk, image("OldImage", before), image("NewImage", after)));
  }

  private static String image(String name, @Nullable String kind) {
    return kind == null ? "" : ",'%s':{'kind':{'S':'%s'}}".formatted(name, kind);
  }

  private static Object json(String text) {
    return Objects.requireNonNull(JsonTree.parse(text.replace('\'', '"')));
  }
}
