package dev.stator.gateway.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Imports that are interrupted, by a crash or a stop of the server. */
class ImportRestartTest {
  private static final String BUCKET = "source";
  private static final int FILES = 40;
  private static final int ITEMS = 1_500;

  /** More than the heap of the server, decompressed. */
  private static final int LARGE_ITEMS = 1_200;

  private static final int LARGE_ITEM = 300 * 1024;

  @TempDir Path root;
  private Path buckets;

  @BeforeEach
  void makeBucket() throws IOException {
    buckets = root.resolve("buckets");
    Files.createDirectories(buckets.resolve(BUCKET));
  }

  @Test
  void goesOnAfterTheServerWasKilled() throws IOException {
    writeFiles();
    String arn;
    try (ServerProcess server = start()) {
      DynamoDbClient client = Clients.withoutRetries(server.endpoint());
      arn = begin(client, "files/", InputCompressionType.NONE);
      Eventually.await("something is imported", () -> hasBegun(client));
      assertThat(status(client)).isEqualTo(TableStatus.CREATING);
      server.kill();
    }

    try (ServerProcess server = start();
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      ImportTableDescription ended = ImportedTable.await(client, arn);

      assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
      assertThat(ended.importedItemCount()).isEqualTo((long) FILES * ITEMS);
      assertThat(status(client)).isEqualTo(TableStatus.ACTIVE);
      assertThat(Samples.scan(client, "imported")).hasSize(FILES * ITEMS);
    }
  }

  @Test
  void goesOnAfterACleanStopAndFailsWithoutTheBuckets() throws IOException {
    writeFiles();
    String arn;
    try (Stator stator = Stator.at(root.resolve("data")).buckets(buckets).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      arn = begin(client, "files/", InputCompressionType.NONE);
      Eventually.await("something is imported", () -> hasBegun(client));
    }

    try (Stator stator = Stator.at(root.resolve("data")).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      ImportTableDescription ended = ImportedTable.await(client, arn);

      assertThat(ended.importStatus()).isEqualTo(ImportStatus.FAILED);
      assertThat(ended.failureMessage()).contains("not configured any more");
      assertThat(NewTable.exists(client, "imported")).isFalse();
    }
  }

  @Test
  void takesFilesOfAnySizeInASmallHeap() throws IOException {
    try (var out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(
                    Files.newOutputStream(buckets.resolve(BUCKET).resolve("large.gz"))),
                US_ASCII))) {
      String text = "x".repeat(LARGE_ITEM);
      for (int i = 0; i < LARGE_ITEMS; i++) {
        out.write(item("p" + i, 1, text));
      }
    }

    try (ServerProcess server = start();
        DynamoDbClient client = Clients.withoutRetries(server.endpoint())) {
      String arn = begin(client, "large", InputCompressionType.GZIP);
      ImportTableDescription ended = ImportedTable.await(client, arn);

      assertThat(ended.importStatus()).isEqualTo(ImportStatus.COMPLETED);
      assertThat(ended.importedItemCount()).isEqualTo(LARGE_ITEMS);
      assertThat(server.loggedErrors()).isEmpty();
    }
  }

  private ServerProcess start() {
    return ServerProcess.start(root.resolve("data"), "--buckets", buckets.toString());
  }

  private static boolean hasBegun(DynamoDbClient client) {
    return client.describeTable(request -> request.tableName("imported")).table().itemCount()
        > ITEMS;
  }

  private static TableStatus status(DynamoDbClient client) {
    return client.describeTable(request -> request.tableName("imported")).table().tableStatus();
  }

  private static String begin(
      DynamoDbClient client, String prefix, InputCompressionType compression) {
    ImportTableRequest request =
        ImportedTable.request(
                NewTable.named("imported", "pk:S", "sk:N")
                    .globalIndex("by-g", NewTable.keysOnly(), "g:N"),
                InputFormat.DYNAMODB_JSON,
                BUCKET,
                prefix)
            .inputCompressionType(compression)
            .build();
    return client.importTable(request).importTableDescription().importArn();
  }

  private void writeFiles() throws IOException {
    Path directory = Files.createDirectories(buckets.resolve(BUCKET).resolve("files"));
    for (int file = 0; file < FILES; file++) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < ITEMS; i++) {
        lines.append(item("p" + file, i, "text"));
      }
      Files.writeString(directory.resolve("file-" + file), lines);
    }
  }

  private static String item(String pk, int sk, String text) {
    return "{\"Item\":{\"pk\":{\"S\":\"%s\"},\"sk\":{\"N\":\"%d\"},\"g\":{\"N\":\"%d\"},\"t\":{\"S\":\"%s\"}}}\n"
        .formatted(pk, sk, sk % 10, text);
  }
}
