package dev.stator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the habits of the whole project that no other tool looks at. */
class TidyTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final int MAX_LINES = 600;

  private static final Pattern EMPTY_NAME =
      Pattern.compile("(Utils?|Helpers?|Managers?|Impl|Base)$|^(Base|Abstract)[A-Z]");

  private static final Pattern LEFT_OVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

  private static final Pattern UNCERTAIN_TEST =
      Pattern.compile("Thread\\." + "sleep|@Dis" + "abled|org\\.moc" + "kito");

  private static final Pattern PRINTED =
      Pattern.compile("System\\.(out|err)\\b|printStack" + "Trace\\(\\)");

  /** A top-level type that directly follows a blank line or an import has no comment. */
  private static final Pattern UNCOMMENTED =
      Pattern.compile(
          "(?m)(^import [^\\n]*;|^package [^\\n]*;)\\s*\\n(^@[^\\n]*\\n)*"
              + "^(public |final |sealed |abstract |non-sealed )*(class|interface|record|enum) ");

  private static final Pattern TEST_METHOD_NAME =
      Pattern.compile("@(Test|ParameterizedTest)\\b[^{;]*?void (test[A-Z_]|should[A-Z_])");

  /** A source file with what it says. */
  private record Source(Path path, String text) {
    boolean isTest() {
      return path.toString().contains("/src/test/");
    }

    String typeName() {
      return path.getFileName().toString().replace(".java", "");
    }

    boolean has(Pattern pattern) {
      return pattern.matcher(text).find();
    }
  }

  private static final List<Source> SOURCES = sources();

  @Test
  void findsTheSourcesOfAllModules() {
    assertThat(SOURCES).extracting(Source::typeName).contains("TidyTest", "Engine", "Main");
  }

  @Test
  void namesSayWhatATypeDoes() {
    assertThat(pathsOf(source -> EMPTY_NAME.matcher(source.typeName()).find())).isEmpty();
  }

  @Test
  void everyPackageIntroducesItself() {
    Set<Path> introduced = new HashSet<>();
    Set<Path> packages = new HashSet<>();
    for (Source source : SOURCES) {
      if (source.typeName().equals("package-info")) {
        introduced.add(source.path().getParent());
      } else if (!source.isTest()) {
        packages.add(source.path().getParent());
      }
    }

    packages.removeAll(introduced);
    assertThat(packages).isEmpty();
  }

  @Test
  void everyTypeSaysWhatItIs() {
    assertThat(pathsOf(source -> !source.isTest() && source.has(UNCOMMENTED))).isEmpty();
  }

  @Test
  void aLongFileGivesItsReason() {
    assertThat(
            pathsOf(
                source ->
                    source.text().lines().count() > MAX_LINES && !source.text().contains("Size:")))
        .isEmpty();
  }

  @Test
  void nothingIsLeftOver() {
    assertThat(pathsOf(source -> source.has(LEFT_OVER))).isEmpty();
  }

  @Test
  void testsNeitherSleepNorRest() {
    assertThat(pathsOf(source -> source.isTest() && source.has(UNCERTAIN_TEST))).isEmpty();
  }

  @Test
  void testsAreNamedAsPromises() {
    assertThat(pathsOf(source -> source.isTest() && source.has(TEST_METHOD_NAME))).isEmpty();
  }

  @Test
  void theServerLogsInsteadOfPrinting() {
    assertThat(
            pathsOf(
                source ->
                    !source.isTest()
                        && !source.path().toString().contains("/gateway/cli/")
                        && isServer(source.path())
                        && source.has(PRINTED)))
        .isEmpty();
  }

  private static boolean isServer(Path path) {
    Path module = PROJECT.relativize(path).getName(0);
    return module.endsWith("core") || module.endsWith("gateway");
  }

  private static List<String> pathsOf(Predicate<Source> selected) {
    return SOURCES.stream()
        .filter(selected)
        .map(source -> PROJECT.relativize(source.path()).toString())
        .toList();
  }

  private static List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    try (Stream<Path> modules = Files.list(PROJECT)) {
      for (Path directory : modules.map(module -> module.resolve("src")).toList()) {
        if (Files.isDirectory(directory)) {
          addSources(directory, sources);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sources;
  }

  private static void addSources(Path directory, List<Source> sources) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(new Source(file, Files.readString(file)));
      }
    }
  }
}
