package dev.stator.loadgen.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialChainTest {
  @TempDir private @Nullable Path temporary;
  private Path home = Path.of("");

  @BeforeEach
  void writeFiles() throws IOException {
    home = java.util.Objects.requireNonNull(temporary);
    Files.createDirectories(home.resolve(".aws"));
    Files.writeString(
        home.resolve(".aws/credentials"),
        """
        [default]
        aws_access_key_id = AKDEFAULT
        aws_secret_access_key=s1
        # other
        [other]
        aws_access_key_id=AKOTHER
        aws_secret_access_key=s2
        aws_session_token=t2
        """);
    Files.writeString(
        home.resolve(".aws/config"),
        """
        [profile other]
        region = eu-west-1
        endpoint_url = http://localhost:8000
        [profile process]
        credential_process = echo '{"AccessKeyId":"AKPROC","SecretAccessKey":"s3","SessionToken":"t3"}'
        """);
  }

  @Test
  void prefersTheEnvironment() throws Exception {
    CredentialChain chain =
        CredentialChain.of(
            Map.of("AWS_ACCESS_KEY_ID", "AKENV", "AWS_SECRET_ACCESS_KEY", "s"), home, null);

    assertThat(chain.credentials(false)).isEqualTo(new Credentials("AKENV", "s", null));
    assertThat(chain.region()).isEqualTo("us-east-1");
  }

  @Test
  void readsTheDefaultProfile() throws Exception {
    assertThat(CredentialChain.of(Map.of(), home, null).credentials(false))
        .isEqualTo(new Credentials("AKDEFAULT", "s1", null));
  }

  @Test
  void aNamedProfileWinsOverKeysOfTheEnvironment() throws Exception {
    CredentialChain chain =
        CredentialChain.of(
            Map.of("AWS_ACCESS_KEY_ID", "AKENV", "AWS_SECRET_ACCESS_KEY", "s"), home, "other");

    assertThat(chain.credentials(false)).isEqualTo(new Credentials("AKOTHER", "s2", "t2"));
    assertThat(chain.region()).isEqualTo("eu-west-1");
    assertThat(chain.endpoint("eu-west-1")).hasToString("http://localhost:8000");
  }

  @Test
  void runsTheProcessOfAProfile() throws Exception {
    assertThat(CredentialChain.of(Map.of("AWS_PROFILE", "process"), home, null).credentials(false))
        .isEqualTo(new Credentials("AKPROC", "s3", "t3"));
  }

  @Test
  void refusesAProfileThatIsNowhere() {
    assertThatThrownBy(() -> CredentialChain.of(Map.of(), home, "absent"))
        .hasMessage("there is no profile absent");
  }

  @Test
  void inventsKeysOnlyWhenTheyDo() throws Exception {
    assertThat(CredentialChain.of(Map.of(), home.resolve("nobody"), null).credentials(true))
        .isEqualTo(Credentials.PLACEHOLDER);
  }
}
