package dev.stator.gateway.importing;

import dev.stator.gateway.json.ResponseBuffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/**
 * The error log of an import: a file with one JSON object for each error, the first ten thousand of
 * them. Made with the first error.
 */
final class ImportErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ImportErrors.class);
  private static final int MAX_LOGGED = 10_000;

  private final @Nullable Path file;
  private final String importArn;
  private final String bucket;
  private final ResponseBuffer line = new ResponseBuffer();
  private int logged;

  /**
   * @param directory of all error logs, null to log nothing
   */
  ImportErrors(@Nullable Path directory, String id, String importArn, String bucket) {
    this.file = directory == null ? null : fileOf(directory, id);
    this.importArn = importArn;
    this.bucket = bucket;
  }

  private static Path fileOf(Path directory, String id) {
    return directory.resolve(id + ".errors");
  }

  /** Deletes the error log of an import, if there is one. */
  static void forget(@Nullable Path directory, String id) {
    try {
      if (directory != null) {
        Files.deleteIfExists(fileOf(directory, id));
      }
    } catch (IOException e) {
      LOG.warn("the error log of import {} stays", id, e);
    }
  }

  /**
   * @param index of the item in its file, from 0
   */
  void add(String key, long index, String message) {
    if (file == null || logged == MAX_LOGGED) {
      return;
    }
    logged++;
    line.reset();
    write(key, index, message);
    line.write('\n');
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, line.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      logged = MAX_LOGGED;
      LOG.warn("the error log {} cannot be written any more", file, e);
    }
  }

  private void write(String key, long index, String message) {
    try (JsonGenerator json = line.openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("itemS3Pointer");
      json.writeStringProperty("bucket", bucket);
      json.writeStringProperty("key", key);
      json.writeNumberProperty("itemIndex", index);
      json.writeEndObject();
      json.writeStringProperty("importArn", importArn);
      json.writeArrayPropertyStart("errorMessages");
      json.writeString(message);
      json.writeEndArray();
      json.writeEndObject();
    }
  }
}
