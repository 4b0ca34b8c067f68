package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.b;
import static dev.stator.gateway.integration.Attributes.list;
import static dev.stator.gateway.integration.Attributes.map;
import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.ns;
import static dev.stator.gateway.integration.Attributes.s;
import static dev.stator.gateway.integration.Attributes.ss;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.bucket.S3StandIn;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;

/** Imports and exports of a server in a process of its own, with a stand-in for S3. */
class S3TransferTest {
  private static final String BUCKET = "ddb-productcatalog-export";
  private static final String EXPORT = "AWSDynamoDB/01693685827463-2d8752fd/";

  @TempDir Path root;
  private S3StandIn s3;
  private ServerProcess server;
  private DynamoDbClient client;

  @BeforeEach
  void start() {
    s3 = new S3StandIn();
    s3.bucket(BUCKET);
    server = ServerProcess.start(root.resolve("data"), "--s3-endpoint", s3.endpoint().toString());
    client = Clients.withoutRetries(server.endpoint());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
    s3.close();
  }

  @ParameterizedTest
  @CsvSource({"DYNAMODB_JSON", "ION"})
  void anExportOfTheServiceIsImported(InputFormat format) throws IOException {
    if (format == InputFormat.ION) {
      put("data/all.ion.gz", "all.ion");
    } else {
      put("data/asdl123dasas.json.gz", "asdl123dasas.json");
      put("data/other.json.gz", "other.json");
      s3.bucket(BUCKET).put(EXPORT + "data/empty.json.gz", gzip(new byte[0]));
    }
    s3.bucket(BUCKET).put(EXPORT + "manifest-summary.json", resource("manifest-summary.json"));

    ImportTableDescription ended =
        ImportedTable.run(
            client,
            ImportedTable.request(
                NewTable.named("ProductCatalog", "Id:N"), format, BUCKET, EXPORT + "data/"),
            r -> r.inputCompressionType(InputCompressionType.GZIP));

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(client.scan(r -> r.tableName("ProductCatalog")).items())
        .containsExactlyInAnyOrderElementsOf(products());
    assertThat(server.loggedErrors()).isEmpty();
  }

  @Test
  void anExportImportsBackAlsoOverConnectionsThatBreak() {
    NewTable.named("things", "pk:S", "sk:N").createWith(client);
    Samples.items().forEach(item -> client.putItem(r -> r.tableName("things").item(item)));
    client.updateContinuousBackups(
        r ->
            r.tableName("things")
                .pointInTimeRecoverySpecification(p -> p.pointInTimeRecoveryEnabled(true)));
    String table = client.describeTable(r -> r.tableName("things")).table().tableArn();

    String arn =
        client
            .exportTableToPointInTime(r -> r.tableArn(table).s3Bucket(BUCKET).s3Prefix("x y"))
            .exportDescription()
            .exportArn();
    Eventually.await(
        "the export has ended", () -> describe(arn).exportStatus() != ExportStatus.IN_PROGRESS);
    assertThat(describe(arn).exportStatus()).isEqualTo(ExportStatus.COMPLETED);
    s3.breakReads(2);
    ImportTableDescription ended =
        ImportedTable.run(
            client,
            ImportedTable.request(
                NewTable.named("copy", "pk:S", "sk:N"),
                InputFormat.DYNAMODB_JSON,
                BUCKET,
                describe(arn).exportManifest().replace("manifest-summary.json", "data/")),
            r -> r.inputCompressionType(InputCompressionType.GZIP));

    assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
    assertThat(Samples.scan(client, "copy")).isEqualTo(Samples.scan(client, "things"));
  }

  private ExportDescription describe(String arn) {
    return client.describeExport(r -> r.exportArn(arn)).exportDescription();
  }

  private static List<Map<String, AttributeValue>> products() {
    return List.of(
        Map.of(
            "Id",
            n(103),
            "Authors",
            ss("Author1", "Author2"),
            "Dimensions",
            s("8.5 x 11.0 x 1.5"),
            "ISBN",
            s("333-3333333333"),
            "InPublication",
            AttributeValue.fromBool(false),
            "PageCount",
            n(600),
            "Price",
            n(2000),
            "ProductCategory",
            s("Book"),
            "Title",
            s("Book 103 Title")),
        Map.of(
            "Id",
            n(205),
            "Title",
            s("18-Bike-204"),
            "Price",
            n("500.5"),
            "Color",
            list(s("Red"), s("Black")),
            "Details",
            map(
                Map.of(
                    "Frame",
                    AttributeValue.fromNul(true),
                    "Photo",
                    b((byte) 0, (byte) 1, (byte) 2)))),
        Map.of(
            "Id",
            n(206),
            "Sizes",
            ns("1", "2.5"),
            "Keys",
            AttributeValue.fromBs(
                List.of(
                    SdkBytes.fromByteArray(new byte[] {1}),
                    SdkBytes.fromByteArray(new byte[] {2})))));
  }

  private void put(String key, String resource) throws IOException {
    s3.bucket(BUCKET).put(EXPORT + key, gzip(resource(resource)));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in =
        S3TransferTest.class.getResourceAsStream("service-export/" + EXPORT + name)) {
      if (in == null) {
        throw new AssertionError("no resource " + name);
      }
      return in.readAllBytes();
    }
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
