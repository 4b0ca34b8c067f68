package dev.stator.gateway.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KnownDifferencesTest {
  private static final Path PAGE = Path.of("..", "docs", "compatibility.md");

  @Test
  void eachIsToldToTheReader() throws IOException {
    String page = Files.readString(PAGE).replaceAll("\\s+", " ");

    assertThat(KnownDifferences.reasons())
        .isNotEmpty()
        .allSatisfy(it -> assertThat(page).contains(it));
  }
}
