package dev.stator.gateway.integration;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A data directory in one file, with the facts about it that a reader must know. */
final class GoldenArchive {
  private static final String FACTS = "facts.properties";
  private static final Path MASTER_KEY = Path.of("access", "master.key");

  private GoldenArchive() {}

  /** Packs a directory as it is now. */
  static void write(Path archive, Path data, Properties facts) throws IOException {
    Files.createDirectories(archive.getParent());
    try (OutputStream file = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(file);
        Stream<Path> files = Files.walk(data)) {
      zip.putNextEntry(new ZipEntry(FACTS));
      facts.store(zip, null);
      List<Path> sorted = files.filter(Files::isRegularFile).sorted().toList();
      for (Path each : sorted) {
        zip.putNextEntry(new ZipEntry(data.relativize(each).toString()));
        Files.copy(each, zip);
      }
    }
  }

  /** Unpacks a directory and returns the facts. */
  static Properties read(Path archive, Path data) throws IOException {
    Properties facts = new Properties();
    try (InputStream file = Files.newInputStream(archive);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(FACTS)) {
          facts.load(zip);
        } else {
          Path target = data.resolve(entry.getName());
          Files.createDirectories(target.getParent());
          Files.copy(zip, target);
        }
      }
    }
    Files.setPosixFilePermissions(
        data.resolve(MASTER_KEY), PosixFilePermissions.fromString("rw-------"));
    return facts;
  }
}
