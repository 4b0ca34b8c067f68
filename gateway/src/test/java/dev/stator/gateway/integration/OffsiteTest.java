package dev.stator.gateway.integration;

import static dev.stator.gateway.integration.Attributes.n;
import static dev.stator.gateway.integration.Attributes.s;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.gateway.Stator;
import dev.stator.gateway.bucket.S3StandIn;
import dev.stator.gateway.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Backups that are copied elsewhere while the server runs, and brought back on another machine. */
class OffsiteTest {
  private static final NewTable TABLE =
      NewTable.named("things", "pk:S", "sk:N").globalIndex("by-g", NewTable.all(), "g:N");

  @TempDir Path root;

  enum Kind {
    DIRECTORY,
    S3
  }

  /** How a program ended, and what it printed. */
  private record Ended(int code, String output, String errors) {}

  @ParameterizedTest
  @EnumSource
  void aCopyComesBackOnAnEmptyMachine(Kind kind) throws IOException {
    try (S3StandIn s3 = new S3StandIn()) {
      s3.bucket("off-site");
      List<String> place = place(kind, s3);
      String first;
      String second;
      Map<String, Map<String, AttributeValue>> items;
      try (Stator stator = Stator.at(root.resolve("data")).start();
          DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
        TABLE.createWith(client);
        Samples.items().forEach(item -> client.putItem(r -> r.tableName("things").item(item)));
        first = AvailableBackup.of(client, "things", "copy").backupArn();
        assertThat(copy(first, place)).matches("copied [1-9]\\d* segments \\(\\d+ bytes\\), 0 .*");
        assertThat(copy(first, place)).startsWith("copied 0 segments (0 bytes), ");
        client.putItem(
            r -> r.tableName("things").item(Map.of("pk", s("later"), "sk", n(1), "g", n(7))));
        second = AvailableBackup.of(client, "things", "copy").backupArn();
        assertThat(copy(second, place)).startsWith("copied 1 segments ");
        items = Samples.scan(client, "things");
      }

      assertThat(run(with(place, "backup", "list")).output().lines())
          .hasSize(2)
          .allMatch(line -> line.endsWith(" things"))
          .first()
          .asString()
          .startsWith(first.substring(first.lastIndexOf('/') + 1));
      assertThat(run(restore(place, second)))
          .extracting(Ended::code, Ended::errors)
          .containsExactly(0, "");

      try (Stator stator = Stator.at(root.resolve("empty")).start();
          DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
        client.restoreTableFromBackup(r -> r.backupArn(second).targetTableName("back"));
        NewTable.awaitActive(client, "back");

        assertThat(Samples.scan(client, "back")).isEqualTo(items);
      }
      int before = segments(kind, s3);
      assertThat(inHere(with(place, "backup", "delete"), second)).isZero();
      assertThat(inHere(with(place, "backup", "prune", "--older-than", "0"))).isZero();
      assertThat(segments(kind, s3)).isEqualTo(before);
      assertThat(inHere(with(place, "backup", "prune", "--apply"))).isZero();
      assertThat(segments(kind, s3)).isEqualTo(before);
      assertThat(inHere(with(place, "backup", "prune", "--apply", "--older-than", "0"))).isZero();
      assertThat(segments(kind, s3)).isEqualTo(before - 1);
      assertThat(run(with(place, "backup", "list")).output())
          .startsWith(first.substring(first.lastIndexOf('/') + 1))
          .hasLineCount(1);
    }
  }

  private int segments(Kind kind, S3StandIn s3) throws IOException {
    return switch (kind) {
      case DIRECTORY -> {
        try (Stream<Path> segments = Files.list(root.resolve("copies").resolve("segments"))) {
          yield (int) segments.count();
        }
      }
      case S3 -> s3.bucket("off-site").subMap("a/b/segments/", "a/b/segments0").size();
    };
  }

  /** Runs a command in this process, which is faster; returns its exit code. */
  private static int inHere(List<String> arguments, String... more) {
    return inHere(Main.commandLine(), arguments, more);
  }

  private static int inHere(CommandLine program, List<String> arguments, String... more) {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    try {
      List<String> all = new ArrayList<>(arguments);
      all.addAll(List.of(more));
      return program.execute(all.toArray(String[]::new));
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
    }
  }

  @Test
  void aDirectoryThatIsNotThereIsToldAndNotMade() {
    Path mistyped = root.resolve("cpoies");
    String place = mistyped.toString();

    assertThat(inHere(List.of("backup", "list", place))).isEqualTo(2);
    assertThat(inHere(List.of("backup", "delete", place, "0-0"))).isEqualTo(2);
    assertThat(inHere(List.of("backup", "prune", place))).isEqualTo(2);
    assertThat(inHere(List.of("backup", "restore", place, "0-0"))).isEqualTo(2);
    assertThat(mistyped).doesNotExist();
  }

  @Test
  void whyAStoreCannotBeUsedIsTold() {
    List<String> list;
    try (S3StandIn gone = new S3StandIn()) {
      list = with(place(Kind.S3, gone), "backup", "list");
    }
    StringWriter errors = new StringWriter();

    int code = inHere(Main.commandLine().setErr(new PrintWriter(errors)), list);

    assertThat(code).isEqualTo(2);
    assertThat(errors.toString())
        .startsWith("stator: The bucket could not be read or written: ")
        .contains("Connection refused");
  }

  @Test
  void whatIsDamagedOrMissingIsToldAndNothingIsLeft() throws IOException {
    List<String> place = List.of(root.resolve("copies").toString());
    String backup;
    try (Stator stator = Stator.at(root.resolve("data")).start();
        DynamoDbClient client = Clients.withoutRetries(stator.endpoint())) {
      TABLE.createWith(client);
      client.putItem(r -> r.tableName("things").item(Map.of("pk", s("a"), "sk", n(1))));
      backup = AvailableBackup.of(client, "things", "copy").backupArn();
      copy(backup, place);
      assertThat(run(restore(place, backup, "data")))
          .extracting(Ended::code, Ended::errors)
          .satisfies(
              ended -> {
                assertThat(ended.get(0)).isEqualTo(2);
                assertThat(ended.get(1).toString())
                    .contains("data directory is in use by another process");
              });
    }
    assertThat(run(restore(place, backup, "data")).errors()).contains("already");
    assertThat(run(restore(place, "01234567890123-00000000")).errors())
        .isEqualTo("stator: there is no backup 01234567890123-00000000 here");
    Path segment;
    try (Stream<Path> segments = Files.list(root.resolve("copies").resolve("segments"))) {
      segment = segments.findAny().orElseThrow();
    }
    byte[] content = Files.readAllBytes(segment);
    content[content.length / 2]++;
    Files.write(segment, content);

    assertThat(run(restore(place, backup)))
        .extracting(Ended::code, Ended::errors)
        .satisfies(
            ended -> {
              assertThat(ended.get(0)).isEqualTo(2);
              assertThat(ended.get(1).toString()).contains("is not what was copied");
            });
    assertThat(root.resolve("empty").resolve("backups"))
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
  }

  private List<String> place(Kind kind, S3StandIn s3) {
    return switch (kind) {
      case DIRECTORY -> List.of(root.resolve("copies").toString());
      case S3 -> List.of("s3://off-site/a/b", "--s3-endpoint", s3.endpoint().toString());
    };
  }

  private String copy(String backup, List<String> place) {
    Ended ended =
        run(with(place, "backup", "copy", "--data", root.resolve("data").toString(), backup));
    assertThat(ended.errors()).isEmpty();
    assertThat(ended.code()).isZero();
    return ended.output();
  }

  private List<String> restore(List<String> place, String backup) {
    return restore(place, backup, "empty");
  }

  private List<String> restore(List<String> place, String backup, String data) {
    List<String> arguments =
        with(place, "backup", "restore", "--data", root.resolve(data).toString());
    arguments.add(backup);
    return arguments;
  }

  private static List<String> with(List<String> place, String... before) {
    List<String> arguments = new ArrayList<>(Arrays.asList(before));
    arguments.addAll(place);
    return arguments;
  }

  private static Ended run(List<String> arguments) {
    try (ServerProcess program = ServerProcess.launch(Main.class, arguments)) {
      int code = program.awaitExit();
      return new Ended(
          code, String.join("\n", program.output()), String.join("\n", program.errors()));
    }
  }
}
