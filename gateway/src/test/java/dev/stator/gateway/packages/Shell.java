package dev.stator.gateway.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs commands with an environment in which there is a PATH and what is given, and no more. */
final class Shell {
  private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";
  private static final long TIMEOUT_S = 120;

  private final Path directory;
  private final Map<String, String> environment = new TreeMap<>(Map.of("PATH", PATH));

  Shell(Path directory) {
    this.directory = directory;
  }

  Shell with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return builder.start();
  }

  /** What a command prints that must end well. */
  List<String> run(String... command) throws IOException, InterruptedException {
    Process process = start(List.of(command));
    process.getOutputStream().close();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(exitCode(process)).as(String.join(" ", command) + ": " + lines).isZero();
    return lines;
  }

  static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running after " + TIMEOUT_S + " s");
    }
    return process.exitValue();
  }
}
