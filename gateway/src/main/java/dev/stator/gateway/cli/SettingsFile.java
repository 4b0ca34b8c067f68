package dev.stator.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.gateway.StartupException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** A file with a line for each setting that it gives, in the syntax of Java's properties. */
record SettingsFile(Path path, Map<String, String> values) {
  /**
   * Reads a file; a name without a value counts as not given.
   *
   * @throws StartupException when it cannot be read, or gives a name twice
   */
  static SettingsFile read(Path path) {
    Map<String, String> values = new LinkedHashMap<>();
    try (Reader reader = Files.newBufferedReader(path, UTF_8)) {
      new EachLine(path, values).load(reader);
    } catch (IOException | IllegalArgumentException failure) {
      throw new StartupException(
          "cannot read the settings in %s: %s %s"
              .formatted(path, failure.getClass().getSimpleName(), failure.getMessage()),
          failure);
    }
    return new SettingsFile(path, values);
  }

  /** Sees a name that is given twice, of which Properties alone would keep the last. */
  private static final class EachLine extends Properties {
    private static final long serialVersionUID = 1L;

    private final transient Path path;
    private final transient Map<String, String> values;

    EachLine(Path path, Map<String, String> values) {
      this.path = path;
      this.values = values;
    }

    @Override
    public synchronized Object put(Object name, Object value) {
      if (values.put((String) name, ((String) value).strip()) != null) {
        throw new StartupException(path + " gives " + name + " twice");
      }
      return value;
    }
  }
}
