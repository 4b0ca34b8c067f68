package dev.stator.gateway.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the format of keys: what an earlier version wrote must open. */
class KeyFileTest {
  private static final String GOLDEN =
      "{\"format\":\"stator keys\",\"version\":1,\"users\":[{\"name\":\"ann\",\"enabled\":true,"
          + "\"policy\":\"{}\",\"keys\":[{\"id\":\"STATA\",\"created\":\"2026-03-01T12:00:00Z\","
          + "\"expires\":\"2026-03-02T12:00:00Z\",\"secret\":\"SEALED\"}]}]}";

  @Test
  void readsWhatItWrites() {
    List<User> users = KeyFile.parse(GOLDEN.getBytes(UTF_8), "golden");

    assertThat(users)
        .containsExactly(
            new User(
                "ann",
                true,
                "{}",
                List.of(
                    new StoredKey(
                        "STATA",
                        Instant.parse("2026-03-01T12:00:00Z"),
                        Instant.parse("2026-03-02T12:00:00Z"),
                        "SEALED"))));
    assertThat(new String(KeyFile.format(users), UTF_8)).isEqualTo(GOLDEN);
  }

  @Test
  void opensWhatTheFirstVersionSealed() {
    User user = KeyFile.parse(GOLDEN.getBytes(UTF_8), "golden").getFirst();
    MasterKey key =
        MasterKey.open(
            Base64.getEncoder().encodeToString(new byte[32]),
            Path.of("unused"),
            false,
            new SecureRandom());
    String text = user.sealed(user.keys().getFirst());

    assertThat(text)
        .isEqualTo("ann\nenabled\nSTATA\n2026-03-01T12:00:00Z\n2026-03-02T12:00:00Z\n{}");
    assertThat(new String(key.unseal(key.seal("secret", text), text), UTF_8)).isEqualTo("secret");
    assertThat(
            new String(key.unseal("AAECAwQFBgcICQoL+65QIGWJG/2amEV6R9hiUev7Af88KQ==", text), UTF_8))
        .isEqualTo("secret");
  }
}
