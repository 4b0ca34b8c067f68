package dev.stator.core.expression;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The words that may not name attributes in expressions, in any case; the list is the developer
 * guide's appendix "Reserved words in DynamoDB".
 */
final class ReservedWords {
  private static final String RESOURCE = "reserved-words.txt";
  private static final Set<String> WORDS = load();

  private ReservedWords() {}

  static boolean contains(String word) {
    return WORDS.contains(word.toUpperCase(Locale.ROOT));
  }

  static int count() {
    return WORDS.size();
  }

  private static Set<String> load() {
    try (InputStream in =
        Objects.requireNonNull(ReservedWords.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return Set.of(new String(in.readAllBytes(), US_ASCII).split("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read resource " + RESOURCE, e);
    }
  }
}
