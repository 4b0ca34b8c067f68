package dev.stator.gateway.differential;

import dev.stator.gateway.foreign.ForeignServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** DynamoDB Local, without files. */
final class DynamoDbLocal {
  private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private DynamoDbLocal() {}

  /** Starts it from the folder of its libraries. */
  static ForeignServer start(Path libraries) throws IOException {
    return ForeignServer.start(
        libraries,
        port ->
            List.of(
                "-Djava.library.path=" + libraries,
                MAIN,
                "-inMemory",
                "-disableTelemetry",
                "-port",
                Integer.toString(port)));
  }
}
