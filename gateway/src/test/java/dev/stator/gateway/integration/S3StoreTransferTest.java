package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStream;
import dev.stator.gateway.cli.Main;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.s3.S3Client;

/** Exports to a store like S3 that others wrote, and imports from it. */
class S3StoreTransferTest {
  private static final NewTable TABLE = NewTable.named("things", "pk:S", "sk:N");
  private static final NewTable COPY = NewTable.named("copy", "pk:S", "sk:N");

  /** More than the service and the stores like it list at once. */
  private static final int OBJECTS = 1_100;

  @TempDir private static Path configuration;
  private static S3Store store;

  @TempDir private Path root;
  private String bucket;
  private S3Client s3;
  private ServerProcess server;
  private DynamoDbClient client;

  @BeforeAll
  static void openStore() throws IOException {
    store = S3Store.open(configuration);
  }

  @AfterAll
  static void closeStore() {
    if (store != null) {
      store.close();
    }
  }

  @BeforeEach
  void start() {
    bucket = store.newBucket();
    s3 = store.client();
    server = serve("data", store.credentials());
    client = Clients.withoutRetries(server.endpoint());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    s3.close();
  }

  private ServerProcess serve(String data, Map<String, String> credentials) {
    List<String> arguments =
        ServerProcess.serve(
            root.resolve(data), "--s3-endpoint", store.endpoint().toString(), "--workers", "1");
    ServerProcess started = ServerProcess.launch(Main.class, arguments, credentials);
    started.awaitReady();
    return started;
  }

  @ParameterizedTest
  @EnumSource(
      value = ExportFormat.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void aFullExportImportsBackInEveryCompression(ExportFormat format) throws IOException {
    createTable();
    Samples.items().forEach(item -> client.putItem(r -> r.tableName("things").item(item)));

    ExportDescription ended = export(r -> r.exportFormat(format).s3Prefix("a b/\u00e9+&"));

    assertThat(ended.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
    String data = ended.exportManifest().replace("manifest-summary.json", "data/");
    String written = data(data);
    assertThat(written.lines()).hasSize(Samples.items().size());
    for (InputCompressionType compression : compressions()) {
      String prefix = data;
      if (compression != InputCompressionType.GZIP) {
        prefix = "again/" + compression + "/";
        put(prefix + "all", written, compression);
      }
      String copy = "copy-" + compression;
      ImportTableDescription imported =
          importTable(copy, InputFormat.fromValue(format.toString()), prefix, compression);
      assertThat(imported.importStatus()).isEqualTo(ImportStatus.COMPLETED);
      assertThat(Samples.scan(client, copy)).isEqualTo(Samples.scan(client, "things"));
    }
    assertThat(server.loggedErrors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ExportFormat.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void anIncrementalExportHasWhatChanged(ExportFormat format) throws IOException {
    createTable();
    client.putItem(r -> r.tableName("things").item(Map.of("pk", s("before"), "sk", n(1))));
    Instant from = RestorableTime.awaitNext(client, "things");
    client.putItem(r -> r.tableName("things").item(Map.of("pk", s("within"), "sk", n(1))));
    Instant to = RestorableTime.awaitNext(client, "things");

    ExportDescription ended =
        export(
            r ->
                r.exportFormat(format)
                    .exportType(ExportType.INCREMENTAL_EXPORT)
                    .incrementalExportSpecification(i -> i.exportFromTime(from).exportToTime(to)));

    assertThat(ended.exportStatus()).isEqualTo(ExportStatus.COMPLETED);
    assertThat(data("AWSDynamoDB/data/").lines())
        .singleElement()
        .asString()
        .contains("within")
        .doesNotContain("before");
  }

  @ParameterizedTest
  @EnumSource(
      value = InputCompressionType.class,
      names = "UNKNOWN_TO_SDK_VERSION",
      mode = EnumSource.Mode.EXCLUDE)
  void linesWithCommasAreImported(InputCompressionType compression) throws IOException {
    put("csv/1", "pk,sk,text\na,1,\"x, y\"\nb,2,\u00e9\n", compression);

    ImportTableDescription ended = importTable("copy", InputFormat.CSV, "csv/", compression);

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(Samples.scan(client, "copy").values())
        .containsExactly(
            Map.of("pk", s("a"), "sk", n(1), "text", s("x, y")),
            Map.of("pk", s("b"), "sk", n(2), "text", s("\u00e9")));
  }

  @Test
  void morePagesOfKeysThanOneAreImported() throws IOException {
    for (int i = 0; i < OBJECTS; i++) {
      put(
          "many/%05d".formatted(i),
          "{\"Item\":{\"pk\":{\"S\":\"a\"},\"sk\":{\"N\":\"%d\"}}}".formatted(i),
          InputCompressionType.NONE);
    }

    ImportTableDescription ended =
        importTable("copy", InputFormat.DYNAMODB_JSON, "many/", InputCompressionType.NONE);

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(ended.importedItemCount()).isEqualTo(OBJECTS);
  }

  @Test
  void bucketsThatAreMissingOrClosedAreTold() {
    createTable();
    ExportDescription missing = export(r -> r.s3Bucket(bucket + "-none"));
    assertThat(missing.failureCode()).isEqualTo("S3NoSuchBucket");
    assertThat(
            ImportedTable.run(
                    client,
                    ImportedTable.request(COPY, InputFormat.ION, bucket + "-none", "x"),
                    r -> {})
                .failureCode())
        .isEqualTo("S3NoSuchBucket");

    stop();
    server = serve("data", store.wrongCredentials());
    client = Clients.withoutRetries(server.endpoint());
    ExportDescription closed = export(r -> {});
    assertThat(closed.failureCode()).isEqualTo("S3AccessDenied");
    assertThat(importTable("other", InputFormat.ION, "x", InputCompressionType.NONE).failureCode())
        .isEqualTo("S3AccessDenied");
    assertThat(server.log()).doesNotContain(store.credentials().get("AWS_SECRET_ACCESS_KEY"));
    s3 = store.client();
    assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents()).isEmpty();
  }

  private static List<InputCompressionType> compressions() {
    return List.copyOf(InputCompressionType.knownValues());
  }

  private void createTable() {
    TABLE.createWith(client);
    client.updateContinuousBackups(
        r ->
            r.tableName("things")
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
  }

  private ExportDescription export(Consumer<ExportTableToPointInTimeRequest.Builder> change) {
    String table = client.describeTable(r -> r.tableName("things")).table().tableArn();
    String arn =
        client
            .exportTableToPointInTime(
                r -> {
                  r.tableArn(table).s3Bucket(bucket);
                  change.accept(r);
                })
            .exportDescription()
            .exportArn();
    Eventually.await(
        "the export has ended", () -> describe(arn).exportStatus() != ExportStatus.IN_PROGRESS);
    return describe(arn);
  }

  private ExportDescription describe(String arn) {
    return client.describeExport(r -> r.exportArn(arn)).exportDescription();
  }

  private ImportTableDescription importTable(
      String table, InputFormat format, String prefix, InputCompressionType compression) {
    ImportTableRequest request =
        ImportedTable.request(NewTable.named(table, "pk:S", "sk:N"), format, bucket, prefix)
            .inputCompressionType(compression)
            .build();
    return awaitEnd(client.importTable(request).importTableDescription().importArn());
  }

  /** Waits as long as it goes on: many small objects take a while. */
  private ImportTableDescription awaitEnd(String arn) {
    ImportTableDescription seen = ImportedTable.describe(client, arn);
    while (seen.importStatus() == ImportStatus.IN_PROGRESS) {
      ImportTableDescription before = seen;
      Eventually.await(
          "the import goes on", () -> !ImportedTable.describe(client, arn).equals(before));
      seen = ImportedTable.describe(client, arn);
    }
    return seen;
  }

  /** All data files below a prefix, decompressed, one after the other. */
  private String data(String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    s3.listObjectsV2Paginator(r -> r.bucket(bucket).prefix(prefix))
        .contents()
        .forEach(object -> keys.add(object.key()));
    StringBuilder text = new StringBuilder();
    for (String key : keys) {
      byte[] content = s3.getObjectAsBytes(r -> r.bucket(bucket).key(key)).asByteArray();
      try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
        text.append(new String(in.readAllBytes(), UTF_8));
      }
    }
    return text.toString();
  }

  private void put(String key, String text, InputCompressionType compression) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = compressed(bytes, compression)) {
      out.write(text.getBytes(UTF_8));
    }
    s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes.toByteArray()));
  }

  private static OutputStream compressed(OutputStream out, InputCompressionType compression)
      throws IOException {
    return switch (compression) {
      case GZIP -> new GZIPOutputStream(out);
      case ZSTD -> new ZstdOutputStream(out);
      default -> out;
    };
  }
}
