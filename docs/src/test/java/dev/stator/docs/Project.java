package dev.stator.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of the project; the tests of this module run in its folder {@code docs}. */
final class Project {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".github", ".idea");

  private Project() {}

  /** All pages, wherever they are. */
  static List<Path> pages() {
    return files(path -> path.toString().endsWith(".md"));
  }

  /** All Java files of all modules. */
  static List<Path> sources() {
    return files(path -> path.toString().endsWith(".java"));
  }

  static Page page(String path) {
    return new Page(ROOT.resolve(path));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Predicate<Path> which) {
    try (Stream<Path> walk = Files.walk(ROOT)) {
      return walk.filter(path -> isOurs(ROOT.relativize(path)) && which.test(path)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOurs(Path relative) {
    for (Path name : relative) {
      if (NOT_OURS.contains(name.toString())) {
        return false;
      }
    }
    return true;
  }
}
