package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stator.core.engine.DirectoryCheck;
import dev.stator.gateway.key.KeyStore;
import dev.stator.gateway.key.KeySummary;
import dev.stator.gateway.key.NewKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Opens the data directories of all versions there were with today's code. {@code ./stator test
 * golden VERSION} makes the one of this version anew.
 */
class GoldenDataTest {
  private static final Path ARCHIVES = Path.of("src", "test", "resources", "golden");

  /** Names the version whose data directory is to be made. */
  private static final String MAKE = "stator.golden";

  @TempDir private Path data = Path.of("");

  static Stream<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(ARCHIVES)) {
      return files.filter(file -> file.toString().endsWith(".zip")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("archives")
  void dataOfEveryVersionIsReadAndWrittenOn(Path archive) throws Exception {
    Properties facts = GoldenArchive.read(archive, data);
    long madeMs = Instant.parse(facts.getProperty("made")).toEpochMilli();

    for (int start = 0; start < 2; start++) {
      try (GoldenServer server = GoldenServer.at(data, madeMs);
          DynamoDbClient client = Clients.withoutRetries(server.endpoint());
          DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(server.endpoint())) {
        new GoldenData(client, streams).check(facts);
      }
    }

    assertThat(checked()).isEmpty();
    KeyStore keys = new KeyStore(data, null, InstantSource.system());
    keys.enable("golden", true); // opens the secret, to seal it again
    assertThat(keys.list())
        .extracting(KeySummary::user, KeySummary::id)
        .containsExactly(tuple("golden", facts.getProperty("key")));
  }

  @Test
  void theVersionOfTheStorageFormatHasAnArchive() throws Exception {
    assertThat(archives()).isNotEmpty();
  }

  /** No test, but what makes what the others read. */
  @Test
  @EnabledIfSystemProperty(named = MAKE, matches = ".+")
  void makesTheDataOfThisVersion() throws Exception {
    Properties facts = new Properties();
    NewKey key =
        new KeyStore(data, null, InstantSource.system()).create("golden", KeyStore.EVERYTHING);
    facts.setProperty("key", key.id());
    try (GoldenServer server = GoldenServer.small(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint());
        DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(server.endpoint())) {
      new GoldenData(client, streams).fill(facts);
    }
    try (GoldenServer server = GoldenServer.small(data);
        DynamoDbClient client = Clients.withoutRetries(server.endpoint());
        DynamoDbStreamsClient streams = Clients.streamsWithoutRetries(server.endpoint())) {
      new GoldenData(client, streams).goOn(facts);
      // as after a crash: what came since the start is in the commit logs only
      GoldenArchive.write(ARCHIVES.resolve(System.getProperty(MAKE) + ".zip"), data, facts);
    }
  }

  private List<String> checked() {
    List<String> damages = new ArrayList<>();
    DirectoryCheck.run(data, damages::add);
    return damages;
  }
}
