package dev.stator.gateway.programs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What runs the programs of one language, if this machine has it.
 *
 * @param command that a program's file is appended to
 * @param probe a command that succeeds where everything is there that programs need
 * @param missing what to install where it does not
 */
record Interpreter(List<String> command, List<String> probe, String missing) {
  private static final long TIMEOUT_S = 300;
  private static final File NOWHERE = new File("/dev/null");

  boolean isInstalled() throws InterruptedException {
    try {
      return end(start(probe, Map.of(), NOWHERE)) == 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  /** Runs a program to its end; fails with what it printed unless that is a success. */
  void run(Path program, Map<String, String> environment, Path log)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(command);
    whole.add(program.toString());
    Files.createDirectories(log.toAbsolutePath().getParent());
    int exitCode = end(start(whole, environment, log.toFile()));
    if (exitCode != 0) {
      throw new AssertionError(
          String.join(" ", whole) + " ended with " + exitCode + ":\n" + Files.readString(log));
    }
  }

  private static Process start(List<String> command, Map<String, String> environment, File output)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
    builder.redirectInput(NOWHERE);
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static int end(Process process) throws InterruptedException {
    if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return process.waitFor();
  }
}
