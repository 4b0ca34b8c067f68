package dev.stator.gateway.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A server that an installed program was started as, until it is stopped. */
final class InstalledServer implements AutoCloseable {
  private static final String TABLE = "installed";
  private static final String READY = "Stator ready on ";

  private final Process process;
  private final BufferedReader output;
  private final URI endpoint;

  private InstalledServer(Process process) throws IOException {
    this.process = process;
    this.output = process.inputReader();
    List<String> printed = new ArrayList<>();
    String line = output.readLine();
    while (line != null && !line.startsWith(READY)) {
      printed.add(line);
      line = output.readLine();
    }
    if (line == null) {
      throw new AssertionError("the server did not become ready: " + printed);
    }
    endpoint = URI.create(line.substring(READY.length()).split(" ", 2)[0]);
  }

  static InstalledServer start(Shell shell, String... command) throws IOException {
    return new InstalledServer(shell.start(List.of(command)));
  }

  String port() {
    return Integer.toString(endpoint.getPort());
  }

  /** The program that the process has become. */
  Path executable() throws IOException {
    return process().resolve("exe").toRealPath();
  }

  /** Whether it has this file in its memory. */
  boolean hasMapped(Path file) throws IOException {
    return Files.readString(process().resolve("maps")).contains(file.toString());
  }

  private Path process() {
    return Path.of("/proc", Long.toString(java().pid()));
  }

  /** The process itself, or the only one below it when another user runs it. */
  private ProcessHandle java() {
    return process.descendants().findFirst().orElse(process.toHandle());
  }

  /** Writes an item and reads it again, in a table that is made when it is not there. */
  void keepsAnItem() {
    try (DynamoDbClient client =
        DynamoDbClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .build()) {
      if (!client.listTables().tableNames().contains(TABLE)) {
        client.createTable(
            r ->
                r.tableName(TABLE)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("k")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("k")
                            .keyType(KeyType.HASH)
                            .build()));
        client.waiter().waitUntilTableExists(r -> r.tableName(TABLE));
      }
      Map<String, AttributeValue> item =
          Map.of("k", AttributeValue.fromS("a"), "n", AttributeValue.fromN("1"));
      client.putItem(r -> r.tableName(TABLE).item(item));
      assertThat(
              client
                  .getItem(
                      r ->
                          r.tableName(TABLE)
                              .key(Map.of("k", AttributeValue.fromS("a")))
                              .consistentRead(true))
                  .item())
          .isEqualTo(item);
    }
  }

  /** SIGTERM; fails unless that is a clean stop. */
  void stop() throws IOException, InterruptedException {
    assertThat(java().destroy()).isTrue();
    assertThat(output.readLine()).startsWith("Stator stopped after ");
    assertThat(output.readLine()).isNull();
    assertThat(Shell.exitCode(process)).isZero();
  }

  @Override
  public void close() {
    java().destroyForcibly();
    process.destroyForcibly();
  }
}
