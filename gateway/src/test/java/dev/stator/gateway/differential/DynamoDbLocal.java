package dev.stator.gateway.differential;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A DynamoDB Local of its own process, without files. */
final class DynamoDbLocal implements AutoCloseable {
  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final String MAIN = "software.amazon.dynamodb.services.local.main.ServerRunner";

  private final Process process;
  private final InetSocketAddress address;

  private DynamoDbLocal(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it from its libraries, and waits until it takes connections.
   *
   * @param libraries the folder of its jars and native libraries
   */
  static DynamoDbLocal start(Path libraries) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    Path log = libraries.resolveSibling("dynamodb-local.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.library.path=" + libraries,
                    "-cp",
                    libraries + File.separator + "*",
                    MAIN,
                    "-inMemory",
                    "-disableTelemetry",
                    "-port",
                    Integer.toString(address.getPort())))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var local = new DynamoDbLocal(process, address);
    local.awaitConnections(log);
    return local;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitConnections(Path log) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT_NS;
    while (!takesConnections()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw new IOException("DynamoDB Local does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(POLL_NS);
    }
  }

  private boolean takesConnections() {
    try (var socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
