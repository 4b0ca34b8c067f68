package dev.stator.gateway.foreign;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server that others wrote, in a process of its own on a free port of the loopback address. */
public final class ForeignServer implements AutoCloseable {
  private static final long START_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Process process;
  private final InetSocketAddress address;

  private ForeignServer(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /** The arguments of the JVM and, after its class, of the program. */
  @FunctionalInterface
  public interface Arguments {
    /** Those that make it listen on a port. */
    List<String> on(int port) throws IOException;
  }

  /**
   * Starts it from its libraries, and waits until it takes connections. What it prints is in a file
   * beside their folder.
   *
   * @param libraries the folder of its jars and native libraries
   */
  public static ForeignServer start(Path libraries, Arguments arguments) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), freePort());
    Path log = libraries.resolveSibling(libraries.getFileName() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", libraries + File.separator + "*"));
    command.addAll(arguments.on(address.getPort()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    var server = new ForeignServer(process, address);
    server.awaitConnections(log);
    return server;
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
        throw new IOException("it does not start: " + Files.readString(log));
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

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
