package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.Stator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ExportConflictException;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.InvalidExportTimeException;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryUnavailableException;
import software.amazon.awssdk.services.dynamodb.model.TableNotFoundException;

/** Exports to buckets that are directories. */
class ExportTest {
  private static final String BUCKET = "exported";
  private static final NewTable TABLE =
      NewTable.named("exported", "pk:S", "sk:N").globalIndex("by-g", NewTable.all(), "g:N");

  @TempDir Path root;
  private Path bucket;
  private Stator stator;
  private DynamoDbClient client;
  private String arn;

  @BeforeEach
  void start() throws IOException {
    bucket = Files.createDirectories(root.resolve("buckets").resolve(BUCKET));
    stator = Stator.at(root.resolve("data")).buckets(root.resolve("buckets")).start();
    client = Clients.withoutRetries(stator.endpoint());
    TABLE.createWith(client);
    arn = client.describeTable(r -> r.tableName("exported")).table().tableArn();
    client.updateContinuousBackups(
        r ->
            r.tableName("exported")
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
  }

  @AfterEach
  void stop() {
    client.close();
    stator.close();
  }

  @ParameterizedTest
  @CsvSource({"DYNAMODB_JSON,", "ION,", "DYNAMODB_JSON,a/b", "ION,c/"})
  void anExportImportsBackToAnEqualTable(ExportFormat format, String prefix) {
    Samples.items().forEach(item -> client.putItem(r -> r.tableName("exported").item(item)));

    ExportDescription ended = run(r -> r.exportFormat(format).s3Prefix(prefix));
    ImportTableDescription imported =
        ImportedTable.run(
            client,
            ImportedTable.request(
                NewTable.named("copy", "pk:S", "sk:N").globalIndex("by-g", NewTable.all(), "g:N"),
                InputFormat.fromValue(format.toString()),
                BUCKET,
                ended.exportManifest().replace("manifest-summary.json", "data/")),
            r -> r.inputCompressionType(InputCompressionType.GZIP));

    assertThat(ended.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
    assertThat(ended.itemCount()).isEqualTo(Samples.items().size());
    assertThat(imported.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(imported.importedItemCount()).isEqualTo(Samples.items().size());
    assertThat(Samples.scan(client, "copy")).isEqualTo(Samples.scan(client, "exported"));
    assertThat(Samples.scan(client, "copy")).hasSize(Samples.items().size());
    assertThat(
            client
                .query(
                    r ->
                        r.tableName("copy")
                            .indexName("by-g")
                            .keyConditionExpression("g = :g")
                            .expressionAttributeValues(Map.of(":g", n(7))))
                .items())
        .hasSize(2);
  }

  @Test
  void theFilesAreThoseOfTheService() throws IOException {
    Samples.items().forEach(item -> client.putItem(r -> r.tableName("exported").item(item)));

    ExportDescription begun =
        client
            .exportTableToPointInTime(r -> r.tableArn(arn).s3Bucket(BUCKET).s3Prefix("p"))
            .exportDescription();
    ExportDescription ended = await(begun.exportArn());

    assertThat(begun.exportStatus()).isEqualTo(ExportStatus.IN_PROGRESS);
    assertThat(begun.clientToken()).isNotEmpty();
    assertThat(begun.exportFormat()).isEqualTo(ExportFormat.DYNAMODB_JSON);
    assertThat(begun.exportType()).isNull();
    assertThat(ended.exportArn()).startsWith(arn + "/export/");
    String id = ended.exportArn().substring(ended.exportArn().lastIndexOf('/') + 1);
    String directory = "p/AWSDynamoDB/" + id + "/";
    ExportedFiles files = files();
    List<String> data = files.keys().stream().filter(key -> key.contains("/data/")).toList();
    assertThat(data).allMatch(key -> key.matches(directory + "data/[a-z0-9]{26}\\.json\\.gz"));
    assertThat(files.keys())
        .contains(
            directory + "_started",
            directory + "manifest-files.json",
            directory + "manifest-files.md5",
            directory + "manifest-summary.json",
            directory + "manifest-summary.md5")
        .hasSize(data.size() + 5);
    for (String manifest : List.of("manifest-files", "manifest-summary")) {
      assertThat(files.text(directory + manifest + ".md5"))
          .isEqualTo(md5(files.content(directory + manifest + ".json")));
    }
    assertThat(files.text(directory + "manifest-files.json").lines())
        .hasSameSizeAs(data)
        .allSatisfy(line -> assertFileEntry(line, files));
    assertThat(files.text(directory + "manifest-summary.json"))
        .contains(
            "\"version\":\"2020-06-30\"",
            "\"exportArn\":\"" + ended.exportArn() + "\"",
            "\"tableArn\":\"" + arn + "\"",
            "\"tableId\":\"" + ended.tableId() + "\"",
            "\"s3Bucket\":\"exported\"",
            "\"s3Prefix\":\"p\"",
            "\"manifestFilesS3Key\":\"" + directory + "manifest-files.json\"",
            "\"billedSizeBytes\":" + ended.billedSizeBytes(),
            "\"itemCount\":7",
            "\"outputFormat\":\"DYNAMODB_JSON\"",
            "\"exportType\":\"FULL_EXPORT\"")
        .containsPattern("\"exportTime\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"");
    assertThat(ended.exportManifest()).isEqualTo(directory + "manifest-summary.json");
    assertThat(ended.billedSizeBytes())
        .isEqualTo(client.describeTable(r -> r.tableName("exported")).table().tableSizeBytes());
    assertThat(files.lines(data))
        .containsAnyOf(
            "{\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"1\"}}}",
            "{\"Item\":{\"sk\":{\"N\":\"1\"},\"pk\":{\"S\":\"a\"}}}");
  }

  @Test
  void ionHasOneValueALine() throws IOException {
    client.putItem(r -> r.tableName("exported").item(Map.of("pk", s("a"), "sk", n("1.50"))));
    client.putItem(r -> r.tableName("exported").item(Map.of("pk", s("a"), "sk", n(2))));

    run(r -> r.exportFormat(ExportFormat.ION));

    ExportedFiles files = files();
    List<String> data = files.keys().stream().filter(key -> key.endsWith(".ion.gz")).toList();
    assertThat(files.lines(data))
        .hasSize(2)
        .allMatch(line -> line.matches("\\$ion_1_0 +\\{Item:\\{.*pk:\"a\".*}}"))
        .anyMatch(line -> line.contains("sk:1.5"))
        .anyMatch(line -> line.contains("sk:2."));
  }

  @Test
  void anEarlierTimeIsExportedAsItWasThen() {
    client.putItem(r -> r.tableName("exported").item(Map.of("pk", s("a"), "sk", n(1))));
    Instant then = RestorableTime.awaitNext(client, "exported");
    client.deleteItem(r -> r.tableName("exported").key(Map.of("pk", s("a"), "sk", n(1))));
    client.putItem(r -> r.tableName("exported").item(Map.of("pk", s("b"), "sk", n(1))));

    ExportDescription ended = run(r -> r.exportTime(then));

    assertThat(ended.exportTime()).isEqualTo(then);
    assertThat(ended.itemCount()).isEqualTo(1);
    assertThat(dataLines()).singleElement().asString().contains("{\"S\":\"a\"}");
  }

  @Test
  void theEarliestTimeIsMeantAlsoByItsWholeSecond() {
    Instant earliest =
        client
            .describeContinuousBackups(r -> r.tableName("exported"))
            .continuousBackupsDescription()
            .pointInTimeRecoveryDescription()
            .earliestRestorableDateTime();
    Instant second = earliest.truncatedTo(ChronoUnit.SECONDS);
    put("a", 1);
    Instant to = RestorableTime.awaitNext(client, "exported");

    ExportDescription full = run(r -> r.exportTime(second));
    ExportDescription incremental =
        run(
            r ->
                r.exportType(ExportType.INCREMENTAL_EXPORT)
                    .incrementalExportSpecification(
                        i -> i.exportFromTime(second).exportToTime(to)));

    assertThat(full.exportTime()).isEqualTo(earliest);
    assertThat(incremental.itemCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ExportViewType.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void anIncrementalExportTellsWhatHasBecomeOfEachItem(ExportViewType view) {
    put("stays", 1);
    put("goes", 1);
    put("changes", 1);
    Instant from = RestorableTime.awaitNext(client, "exported");
    put("changes", 2);
    put("changes", 3);
    put("comes", 1);
    put("comes and goes", 1);
    delete("comes and goes");
    delete("goes");
    Instant to = RestorableTime.awaitNext(client, "exported");
    put("later", 1);

    ExportDescription ended =
        run(
            r ->
                r.exportType(ExportType.INCREMENTAL_EXPORT)
                    .s3Prefix("inc")
                    .incrementalExportSpecification(
                        i -> i.exportFromTime(from).exportToTime(to).exportViewType(view)));

    boolean old = view == ExportViewType.NEW_AND_OLD_IMAGES;
    assertThat(ended.exportType()).isEqualTo(ExportType.INCREMENTAL_EXPORT);
    assertThat(ended.itemCount()).isEqualTo(3);
    assertThat(dataLines())
        .allMatch(line -> line.startsWith("{\"Metadata\":{\"WriteTimestampMicros\":{\"N\":\""))
        .map(line -> line.replaceFirst("\\{\"Metadata.*?}},", "{"))
        .containsExactlyInAnyOrder(
            record("changes", old ? 1 : null, 3),
            record("comes", null, 1),
            record("goes", old ? 1 : null, null));
    assertThat(files().keys())
        .anyMatch(key -> key.matches("inc/AWSDynamoDB/data/[a-z0-9]{26}\\.json\\.gz"))
        .anyMatch(key -> key.matches("inc/AWSDynamoDB/[0-9a-f-]+/manifest-summary.json"));
    assertThat(files().text(ended.exportManifest()))
        .contains(
            "\"version\":\"2023-08-01\"",
            "\"exportFromTime\":\"" + from.toString().replace("Z", ".000Z") + "\"",
            "\"exportToTime\":\"" + to.toString().replace("Z", ".000Z") + "\"",
            "\"outputView\":\"" + view + "\"",
            "\"exportType\":\"INCREMENTAL_EXPORT\"");
  }

  @Test
  void anIncrementalExportInIonIsRecords() {
    Instant from = RestorableTime.awaitNext(client, "exported");
    put("a", 1);
    Instant to = RestorableTime.awaitNext(client, "exported");

    run(
        r ->
            r.exportType(ExportType.INCREMENTAL_EXPORT)
                .exportFormat(ExportFormat.ION)
                .incrementalExportSpecification(i -> i.exportFromTime(from).exportToTime(to)));

    assertThat(dataLines())
        .singleElement()
        .asString()
        .matches(
            "\\$ion_1_0 \\{Record:\\{Keys:\\{pk:\"a\",sk:1\\.},"
                + "Metadata:\\{WriteTimestampMicros:\\d{16}\\.},"
                + "NewImage:\\{.*v:1\\..*}}}");
  }

  @Test
  void aTableThatIsDeletedMeanwhileIsExportedWhole() {
    put("a", 1);
    String exportArn =
        client
            .exportTableToPointInTime(r -> r.tableArn(arn).s3Bucket(BUCKET))
            .exportDescription()
            .exportArn();
    client.deleteTable(r -> r.tableName("exported"));
    NewTable.awaitGone(client, "exported");

    assertThat(await(exportArn).itemCount()).isEqualTo(1);
    assertThat(client.listExports(r -> r.tableArn(arn)).exportSummaries()).isEmpty();
    assertThat(client.listExports(r -> {}).exportSummaries()).hasSize(1);
  }

  @Test
  void withoutABucketAnExportFails() {
    ExportDescription ended = run(r -> r.s3Bucket("no-such-bucket"));

    assertThat(ended.exportStatus()).isEqualTo(ExportStatus.FAILED);
    assertThat(ended.failureCode()).isEqualTo("S3NoSuchBucket");
    assertThat(ended.failureMessage()).contains("The specified bucket does not exist");
    assertThat(ended.exportManifest()).isNull();
    assertThat(root.resolve("data").resolve("exports")).isEmptyDirectory();
  }

  @Test
  void aTokenNamesTheSameExport() {
    Consumer<ExportTableToPointInTimeRequest.Builder> request =
        r -> r.tableArn(arn).s3Bucket(BUCKET).clientToken("token");
    String first = client.exportTableToPointInTime(request).exportDescription().exportArn();

    String again = client.exportTableToPointInTime(request).exportDescription().exportArn();
    await(first);
    String later = client.exportTableToPointInTime(request).exportDescription().exportArn();

    assertThat(List.of(again, later)).containsOnly(first);
    assertThatThrownBy(
            () -> client.exportTableToPointInTime(request.andThen(r -> r.s3Prefix("other"))))
        .isInstanceOf(ExportConflictException.class)
        .hasMessageContaining("Duplicate request detected");
  }

  @Test
  void refusesWhatCannotBe() {
    String other = NewTable.named("without", "pk:S").createWith(client);
    String otherArn = client.describeTable(r -> r.tableName(other)).table().tableArn();

    assertRefused(TableNotFoundException.class, "not found", r -> r.tableArn(arn + "x"));
    assertRefused(
        PointInTimeRecoveryUnavailableException.class,
        "Point in time recovery is not enabled for table 'without'",
        r -> r.tableArn(otherArn));
    assertRefused(
        InvalidExportTimeException.class,
        "Export Time is invalid",
        r -> r.exportTime(Instant.now().minus(Duration.ofHours(1))));
    assertRefused(
        InvalidExportTimeException.class,
        "Export Time is invalid",
        r -> r.exportTime(Instant.now().plus(Duration.ofHours(1))));
    assertRefused(
        InvalidExportTimeException.class,
        "Difference between export period",
        r ->
            r.exportType(ExportType.INCREMENTAL_EXPORT)
                .incrementalExportSpecification(
                    i -> {
                      Instant unreachable = Instant.now().plus(Duration.ofHours(1));
                      i.exportFromTime(unreachable).exportToTime(unreachable);
                    }));
    assertRefused(
        InvalidExportTimeException.class,
        "outside of the point in time recovery window",
        r ->
            r.exportType(ExportType.INCREMENTAL_EXPORT)
                .incrementalExportSpecification(
                    i -> i.exportFromTime(Instant.now().minus(Duration.ofHours(1)))));
    assertRefused(DynamoDbException.class, "TableArn", r -> r.tableArn("QWERTY"));
    assertRefused(
        DynamoDbException.class,
        "Value 'QWERTY' at 'exportFormat' failed to satisfy constraint: Member must satisfy enum"
            + " value set: [ION, DYNAMODB_JSON]",
        r -> r.exportFormat("QWERTY"));
    assertRefused(DynamoDbException.class, "s3Prefix", r -> r.s3Prefix(""));
    assertRefused(
        DynamoDbException.class,
        "IncrementalExportSpecification",
        r -> r.exportType(ExportType.INCREMENTAL_EXPORT));
    assertRefused(DynamoDbException.class, "S3SseAlgorithm", r -> r.s3SseAlgorithm("AES256"));
    assertThatThrownBy(() -> describe(arn)).hasMessageContaining("Invalid Export ARN");
    assertThatThrownBy(() -> describe(arn + "/export/01-00000000"))
        .isInstanceOf(ExportNotFoundException.class);
    assertThat(client.listExports(r -> {}).exportSummaries()).isEmpty();
  }

  @Test
  void exportsAreListedPageByPageTheNewestFirst() {
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      arns.addFirst(run(r -> {}).exportArn());
    }

    var first = client.listExports(r -> r.maxResults(2));
    var second = client.listExports(r -> r.maxResults(2).nextToken(first.nextToken()));

    assertThat(
            Stream.concat(first.exportSummaries().stream(), second.exportSummaries().stream())
                .map(ExportSummary::exportArn))
        .containsExactlyElementsOf(arns);
    assertThat(first.exportSummaries())
        .allMatch(summary -> summary.exportStatus() == ExportStatus.COMPLETED)
        .allMatch(summary -> summary.exportType() == ExportType.FULL_EXPORT);
    assertThat(second.nextToken()).isNull();
    assertThatThrownBy(() -> client.listExports(r -> r.nextToken("0123456789abcdef")))
        .hasMessageContaining("ListExports");
  }

  @Test
  void anExportThatAStopInterruptsBeginsAnewAtTheNextStart() {
    put("a", 1);
    String exportArn =
        client
            .exportTableToPointInTime(r -> r.tableArn(arn).s3Bucket(BUCKET))
            .exportDescription()
            .exportArn();
    stop();

    stator = Stator.at(root.resolve("data")).buckets(root.resolve("buckets")).start();
    client = Clients.withoutRetries(stator.endpoint());

    assertThat(await(exportArn).itemCount()).isEqualTo(1);
  }

  private <T extends Throwable> void assertRefused(
      Class<T> type, String message, Consumer<ExportTableToPointInTimeRequest.Builder> change) {
    assertThatThrownBy(
            () ->
                client.exportTableToPointInTime(
                    r -> {
                      r.tableArn(arn).s3Bucket(BUCKET);
                      change.accept(r);
                    }))
        .isInstanceOf(type)
        .hasMessageContaining(message);
  }

  private ExportDescription run(Consumer<ExportTableToPointInTimeRequest.Builder> change) {
    return await(
        client
            .exportTableToPointInTime(
                r -> {
                  r.tableArn(arn).s3Bucket(BUCKET);
                  change.accept(r);
                })
            .exportDescription()
            .exportArn());
  }

  private ExportDescription await(String exportArn) {
    Eventually.await(
        "the export has ended",
        () -> describe(exportArn).exportStatus() != ExportStatus.IN_PROGRESS);
    return describe(exportArn);
  }

  private ExportDescription describe(String exportArn) {
    return client.describeExport(r -> r.exportArn(exportArn)).exportDescription();
  }

  private void put(String pk, int v) {
    client.putItem(r -> r.tableName("exported").item(Map.of("pk", s(pk), "sk", n(1), "v", n(v))));
  }

  private void delete(String pk) {
    client.deleteItem(r -> r.tableName("exported").key(Map.of("pk", s(pk), "sk", n(1))));
  }

  /** The order of attributes in images is that of the request, so they are sorted. */
  private static String record(String pk, @Nullable Integer before, @Nullable Integer after) {
    return sorted(
        "{\"Keys\":{\"pk\":{\"S\":\"%s\"},\"sk\":{\"N\":\"1\"}}".formatted(pk)
            + image("OldImage", pk, before)
            + image("NewImage", pk, after)
            + "}");
  }

  private static String image(String name, String pk, @Nullable Integer v) {
    return v == null
        ? ""
        : ",\"%s\":{\"pk\":{\"S\":\"%s\"},\"sk\":{\"N\":\"1\"},\"v\":{\"N\":\"%d\"}}"
            .formatted(name, pk, v);
  }

  private static String sorted(String line) {
    Matcher images = Pattern.compile("(\"(?:Old|New)Image\":\\{)(.*?}})").matcher(line);
    return images.replaceAll(
        found -> {
          String inside = found.group(2).substring(0, found.group(2).length() - 1);
          return Matcher.quoteReplacement(
              found.group(1)
                  + String.join(",", Stream.of(inside.split(",")).sorted().toList())
                  + "}");
        });
  }

  private List<String> dataLines() {
    return files().dataLines().stream()
        .map(line -> line.startsWith("{\"Metadata") ? sorted(line) : line)
        .toList();
  }

  private static void assertFileEntry(String line, ExportedFiles files) {
    Matcher entry =
        Pattern.compile(
                "\\{\"itemCount\":(\\d+),\"md5Checksum\":\"(.*)\",\"etag\":\"(.+)\","
                    + "\"dataFileS3Key\":\"(.*)\"}")
            .matcher(line);
    assertThat(entry.matches()).as(line).isTrue();
    String key = entry.group(4);
    assertThat(files.lines(List.of(key))).hasSize(Integer.parseInt(entry.group(1)));
    assertThat(md5(files.content(key))).isEqualTo(entry.group(2));
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private ExportedFiles files() {
    return ExportedFiles.of(bucket);
  }
}
