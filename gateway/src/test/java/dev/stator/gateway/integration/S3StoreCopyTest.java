package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import dev.stator.gateway.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Copies of backups in a store like S3 that others wrote. */
class S3StoreCopyTest {
  private static final NewTable TABLE = NewTable.named("things", "pk:S", "sk:N");
  private static final int ITEM_BYTES = 390_000;

  /** Enough for a long segment: each has a quarter of what is in its partition before it. */
  private static final int ITEMS = 700;

  /** More than S3Proxy takes in one request unless it is told to. */
  private static final long LONG_SEGMENT = 32L << 20;

  @TempDir private static Path configuration;
  private static S3Store store;

  @TempDir private Path root;

  /** How a program ended, and what it printed. */
  private record Ended(int code, String output, String errors) {}

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

  @Test
  void longSegmentsComeBackAndWhatNoCopyHasGoes() {
    String bucket = store.newBucket();
    String place = "s3://" + bucket + "/a b/\u00e9";
    String first;
    String second;
    Map<String, Map<String, AttributeValue>> items;
    try (Stator stator = Stator.at(root.resolve("data")).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      fill(client);
      first = AvailableBackup.of(client, "things", "copy").backupArn();
      assertThat(told("copy", "--data", data(), first, place))
          .matches("copied [1-9]\\d* segments \\(\\d{8,} bytes\\), 0 were there already");
      assertThat(told("copy", "--data", data(), first, place))
          .startsWith("copied 0 segments (0 bytes), ");
      client.putItem(r -> r.tableName("things").item(Map.of("pk", s("later"), "sk", n(1))));
      second = AvailableBackup.of(client, "things", "copy").backupArn();
      assertThat(told("copy", "--data", data(), second, place)).startsWith("copied 1 segments ");
      items = Samples.scan(client, "things");
    }
    assertThat(segments(bucket)).anyMatch(segment -> segment.size() > LONG_SEGMENT);
    assertThat(told("list", place).lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith(" things"))
        .first()
        .asString()
        .startsWith(idOf(first));

    assertThat(told("restore", "--data", root.resolve("empty").toString(), place, second))
        .endsWith("all of them right");

    try (Stator stator = Stator.at(root.resolve("empty")).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      client.restoreTableFromBackup(r -> r.backupArn(second).targetTableName("back"));
      NewTable.awaitActive(client, "back");
      assertThat(Samples.scan(client, "back")).isEqualTo(items);
    }
    int before = segments(bucket).size();
    assertThat(told("delete", place, second)).startsWith("deleted the copy of backup ");
    assertThat(told("prune", "--apply", place)).contains("deleted 0 segments", "1 younger");
    assertThat(told("prune", "--older-than", "0", place)).contains("would delete 1 segments");
    assertThat(segments(bucket)).hasSize(before);
    assertThat(told("prune", "--apply", "--older-than", "0", place)).contains("deleted 1 segments");
    assertThat(segments(bucket)).hasSize(before - 1);
    assertThat(told("list", place)).hasLineCount(1).startsWith(idOf(first));
  }

  @Test
  void placesThatAreMissingOrClosedAreTold() {
    String backup;
    try (Stator stator = Stator.at(root.resolve("data")).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      TABLE.createWith(client);
      backup = AvailableBackup.of(client, "things", "copy").backupArn();
    }
    String bucket = store.newBucket();
    Map<String, String> wrong = store.wrongCredentials();
    for (List<String> command : commands(backup, "s3://" + bucket + "/x")) {
      Ended ended = run(wrong, command);
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.errors())
          .startsWith("stator: Access Denied: SignatureDoesNotMatch")
          .doesNotContain(wrong.get("AWS_SECRET_ACCESS_KEY"));
    }
    for (List<String> command : commands(backup, "s3://" + bucket + "-none/x")) {
      assertThat(run(store.credentials(), command))
          .isEqualTo(new Ended(2, "", "stator: The specified bucket does not exist"));
    }
  }

  private List<List<String>> commands(String backup, String place) {
    return List.of(
        List.of("copy", "--data", data(), backup, place),
        List.of("list", place),
        List.of("restore", "--data", root.resolve("empty").toString(), place, backup),
        List.of("delete", place, backup),
        List.of("prune", "--apply", place));
  }

  private String data() {
    return root.resolve("data").toString();
  }

  private static void fill(DynamoDbClient client) {
    TABLE.createWith(client);
    byte[] bytes = new byte[ITEM_BYTES];
    for (int i = 0; i < ITEMS; i++) {
      new Random(i).nextBytes(bytes);
      Map<String, AttributeValue> item =
          Map.of(
              "pk",
              s("a"),
              "sk",
              n(i),
              "bytes",
              AttributeValue.fromB(SdkBytes.fromByteArray(bytes)));
      client.putItem(r -> r.tableName("things").item(item));
    }
  }

  private static List<S3Object> segments(String bucket) {
    try (S3Client s3 = store.client()) {
      return s3.listObjectsV2(r -> r.bucket(bucket)).contents().stream()
          .filter(object -> object.key().contains("/segments/"))
          .toList();
    }
  }

  private static String idOf(String arn) {
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  /** What a command that succeeds prints. */
  private static String told(String... command) {
    Ended ended = run(store.credentials(), List.of(command));
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.code()).isZero();
    return ended.output();
  }

  private static Ended run(Map<String, String> credentials, List<String> command) {
    List<String> arguments = new ArrayList<>(List.of("backup"));
    arguments.addAll(command);
    arguments.addAll(List.of("--s3-endpoint", store.endpoint().toString()));
    try (ServerProcess program = ServerProcess.launch(Main.class, arguments, credentials)) {
      int code = program.awaitExit();
      return new Ended(
          code, String.join("\n", program.output()), String.join("\n", program.errors()));
    }
  }
}
