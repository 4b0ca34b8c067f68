package dev.stator.gateway.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a server process takes of the machine, as Linux counts it.
 *
 * @param diskBytes allocated blocks of its data directory
 * @param maps memory mappings
 * @param mappedFiles those of them that are of files in the data directory
 */
record Footprint(
    long diskBytes, long descriptors, long maps, long mappedFiles, long residentBytes) {
  private static final long PAGE_BYTES = 4096;

  static Footprint of(ServerProcess server, Path data) {
    Path process = Path.of("/proc", Long.toString(server.pid()));
    try {
      String resident = Files.readString(process.resolve("statm")).split(" ", 3)[1];
      return new Footprint(
          allocatedBytes(data),
          countFiles(process.resolve("fd")),
          countLines(process.resolve("maps"), ""),
          countLines(process.resolve("maps"), data.toString()),
          Long.parseLong(resident) * PAGE_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long countFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  private static long countLines(Path file, String part) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.contains(part)).count();
    }
  }

  /** Complains about files that go while it counts, and counts the others. */
  private static long allocatedBytes(Path directory) throws IOException {
    Process du = new ProcessBuilder("du", "-s", "-B1", directory.toString()).start();
    String text = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    return Long.parseLong(text.split("\\s", 2)[0]);
  }
}
