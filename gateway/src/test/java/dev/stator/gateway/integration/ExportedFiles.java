package dev.stator.gateway.integration;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What exports have put into a bucket that is a directory, by keys. */
record ExportedFiles(Map<String, byte[]> files) {
  static ExportedFiles of(Path bucket) {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(bucket)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(bucket.relativize(path).toString(), Files.readAllBytes(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new ExportedFiles(files);
  }

  Set<String> keys() {
    return files.keySet();
  }

  /** The lines of all files of items. */
  List<String> dataLines() {
    return lines(keys().stream().filter(key -> key.contains("/data/")).toList());
  }

  /** The lines of these files of items. */
  List<String> lines(List<String> keys) {
    List<String> lines = new ArrayList<>();
    for (String key : keys) {
      try (var content = new GZIPInputStream(new ByteArrayInputStream(content(key)))) {
        new String(content.readAllBytes(), UTF_8).lines().forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return lines;
  }

  byte[] content(String key) {
    byte[] content = files.get(key);
    if (content == null) {
      throw new AssertionError("no " + key + " among " + keys());
    }
    return content;
  }

  String text(String key) {
    return new String(content(key), UTF_8);
  }
}
