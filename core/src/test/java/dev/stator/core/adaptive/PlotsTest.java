package dev.stator.core.adaptive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Holds the pictures of {@code docs/capacity.md} to the simulations. With {@code
 * -Dstator.plots=true} they are drawn anew.
 */
class PlotsTest {
  private static final String DRAW = "stator.plots";

  @ParameterizedTest
  @EnumSource(Situation.class)
  void thePicturesAreThoseOfTheSimulations(Situation situation) throws IOException {
    Path file = images().resolve("capacity-" + situation.fileName() + ".svg");

    String drawn = situation.plot().draw();

    if (Boolean.getBoolean(DRAW)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, drawn);
    }
    assertThat(drawn).isEqualTo(Files.readString(file, UTF_8));
  }

  private static Path images() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve("docs/capacity.md"))) {
      directory = directory.getParent();
    }
    return Objects.requireNonNull(directory, "no directory with docs").resolve("docs/images");
  }
}
