package dev.stator.gateway.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** Prints which Stator this is and what it runs on. */
@Command(name = "version", description = "Print the version.", mixinStandardHelpOptions = true)
final class VersionCommand implements Runnable, IVersionProvider {
  /** Written into the jar by the build. */
  private static final String PROPERTIES =
      "/META-INF/maven/dev.stator/stator-gateway/pom.properties";

  @Override
  public void run() {
    System.out.println(text());
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }

  private static String text() {
    return "Stator %s (Java %s, %s %s)"
        .formatted(
            version(),
            Runtime.version(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"));
  }

  private static String version() {
    try (InputStream input = VersionCommand.class.getResourceAsStream(PROPERTIES)) {
      if (input == null) {
        return "from source"; // not started from the jar
      }
      var properties = new Properties();
      properties.load(input);
      return properties.getProperty("version", "unknown");
    } catch (IOException unreadable) {
      return "unknown";
    }
  }
}
