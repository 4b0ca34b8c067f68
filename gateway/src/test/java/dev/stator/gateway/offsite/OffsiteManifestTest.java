package dev.stator.gateway.offsite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsiteManifestTest {
  private static final String GOLDEN =
      "{\"version\":1,\"id\":\"01795700000000-0badf00d\",\"table\":\"things\","
          + "\"createdMs\":1795700000000,\"manifest\":\"AQID\",\"segments\":["
          + "{\"partition\":7,\"number\":2,\"end\":1000,\"fileLength\":65536,\"sha256\":\"ab\"}]}";

  @Test
  void isWhatTheStorageFormatSays() {
    OffsiteManifest manifest =
        new OffsiteManifest(
            "01795700000000-0badf00d",
            "things",
            1_795_700_000_000L,
            "AQID",
            List.of(new OffsiteSegment(7, 2, 1000, 65_536, "ab")));

    assertThat(new String(manifest.encode(), UTF_8)).isEqualTo(GOLDEN);
    OffsiteManifest read = OffsiteManifest.decode("key", GOLDEN.getBytes(UTF_8));
    assertThat(read).isEqualTo(manifest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "{\"version\":1}", "{\"version\":2}", "{\"version\":\"1\"}"})
  void isRefusedWhenItIsSomethingElse(String text) {
    assertThatThrownBy(() -> OffsiteManifest.decode("key", text.getBytes(UTF_8)))
        .isInstanceOf(OffsiteException.class)
        .hasMessageStartingWith("key is");
  }
}
