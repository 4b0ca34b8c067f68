package dev.stator.gateway.integration;

import dev.stator.gateway.cli.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A server in a JVM of its own, on a free port, ended at the latest with this JVM. */
final class ServerProcess implements AutoCloseable {
  private static final String READY = "Stator ready on ";
  private static final long START_TIMEOUT_S = 60;
  private static final long STOP_TIMEOUT_S = 60;
  private static final Path JVM_OPTIONS = Path.of("..", "config", "jvm.options");
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final CompletableFuture<URI> endpoint = new CompletableFuture<>();
  private final List<Thread> readers;

  private ServerProcess(Process process) {
    this.process = process;
    RUNNING.add(process);
    this.readers =
        List.of(
            startReader(process.getInputStream(), this::onOutput),
            startReader(process.getErrorStream(), errors::add));
    var _ = process.onExit().thenRun(this::onExit);
  }

  /** Starts {@code stator serve} on the data directory and waits until it is ready. */
  static ServerProcess start(Path data, String... options) {
    ServerProcess server = launch(Main.class, serve(data, options));
    server.awaitReady();
    return server;
  }

  /**
   * Starts the program with these arguments, and credentials for a stand-in of S3, and does not
   * wait for anything.
   */
  static ServerProcess launch(Class<?> program, List<String> arguments) {
    return launch(
        program, arguments, Map.of("AWS_ACCESS_KEY_ID", "test", "AWS_SECRET_ACCESS_KEY", "test"));
  }

  /** The same with these variables in its environment. */
  static ServerProcess launch(
      Class<?> program, List<String> arguments, Map<String, String> environment) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + JVM_OPTIONS,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classPath(),
                program.getName()));
    command.addAll(arguments);
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this JVM runs the tests from; some launchers have a class loader for it. */
  private static String classPath() {
    if (ServerProcess.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(URL::getPath)
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  /** The arguments of {@code stator serve} on any free port. */
  static List<String> serve(Path data, String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--port", "0", "--data", data.toString()));
    arguments.addAll(Arrays.asList(options));
    return arguments;
  }

  void awaitReady() {
    try {
      endpoint.get(START_TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      kill();
      throw new AssertionError("the server did not become ready:\n" + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  URI endpoint() {
    return endpoint.join();
  }

  long pid() {
    return process.pid();
  }

  /** Whether somebody listens on its port. */
  boolean takesConnections() {
    try (Socket socket = new Socket(endpoint().getHost(), endpoint().getPort())) {
      return socket.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** The lines it printed on stdout so far. */
  List<String> output() {
    return output;
  }

  /** The lines it printed on stderr so far. */
  List<String> errors() {
    return errors;
  }

  /** What it logged as an error. */
  List<String> loggedErrors() {
    return errors.stream().filter(line -> line.contains(" ERROR ")).toList();
  }

  /** Everything it printed, for the message of a failure. */
  String log() {
    return "stdout:\n" + String.join("\n", output) + "\nstderr:\n" + String.join("\n", errors);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** SIGTERM; returns the exit code. */
  int stop() {
    process.toHandle().destroy(); // the process itself would close what it prints to
    return awaitExit();
  }

  /** Waits until it has ended and all it printed is read; returns the exit code. */
  int awaitExit() {
    try {
      if (!process.waitFor(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not end:\n" + log());
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends it if it still runs. */
  @Override
  public void close() {
    kill();
  }

  private void onOutput(String line) {
    output.add(line);
    if (line.startsWith(READY)) {
      endpoint.complete(URI.create(line.substring(READY.length()).split(" ", 2)[0]));
    }
  }

  private void onExit() {
    RUNNING.remove(process);
    endpoint.completeExceptionally(new IOException("exit code " + process.exitValue()));
  }

  /** A platform thread: reading a pipe keeps the carrier of a virtual one. */
  private static Thread startReader(InputStream input, Consumer<String> line) {
    return Thread.ofPlatform().daemon().start(() -> read(input, line));
  }

  private static void read(InputStream input, Consumer<String> line) {
    try (var reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
      reader.lines().forEach(line);
    } catch (IOException | UncheckedIOException closed) {
      line.accept("(unreadable: " + closed.getMessage() + ")");
    }
  }
}
