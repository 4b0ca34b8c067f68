package dev.stator.loadgen.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A file that says how far a load has come, so that another can go on from there. */
final class LoadProgress {
  private static final String WRITTEN = "written";
  private static final String CONTENT = "content";

  private final @Nullable Path file;
  private final String content;

  /**
   * @param file null to keep nothing
   * @param content what the items follow from; a load of others does not go on
   */
  LoadProgress(@Nullable Path file, String content) {
    this.file = file;
    this.content = content;
  }

  /** How many items were written before; 0 when there is no such load. */
  long read() throws IOException {
    if (file == null || !Files.exists(file)) {
      return 0;
    }
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return content.equals(properties.getProperty(CONTENT))
        ? Long.parseLong(properties.getProperty(WRITTEN, "0"))
        : 0;
  }

  void write(long written) throws IOException {
    if (file == null) {
      return;
    }
    Properties properties = new Properties();
    properties.setProperty(CONTENT, content);
    properties.setProperty(WRITTEN, Long.toString(written));
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (var out = Files.newBufferedWriter(next)) {
      properties.store(out, null);
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
