package dev.stator.gateway.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.stator.core.error.StorageException;
import java.io.IOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
  private static final String POLICY = "{\"Version\":\"2012-10-17\",\"Statement\":[]}";
  private static final String GIVEN = Base64.getEncoder().encodeToString(new byte[32]);

  @TempDir Path data;

  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  private KeyStore store() {
    return new KeyStore(data, null, () -> now);
  }

  @Test
  void keepsKeysForTheNextProcess() {
    NewKey key = store().create("ann", POLICY);

    assertThat(key.id()).matches("STAT[A-Z2-7]{16}");
    assertThat(key.secret()).hasSize(40);
    assertThat(store().list()).containsExactly(new KeySummary("ann", key.id(), true, now, null));
    assertThat(store().accessKeys().find(key.id())).isNotNull();
  }

  @Test
  void hasNoKeysAndMakesNoFilesBeforeTheFirstChange() throws IOException {
    assertThat(store().list()).isEmpty();
    assertThat(store().accessKeys().find("x")).isNull();

    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void writesNoSecretInTheClearAndNothingThatOthersMayRead() throws IOException {
    NewKey key = store().create("ann", POLICY);
    NewKey rotated = store().rotate("ann", Duration.ofHours(1));

    assertThat(key.toString()).doesNotContain(key.secret());
    Path access = data.resolve("access");
    assertThat(modeOf(access)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(access)) {
      for (Path file : files.toList()) {
        assertThat(modeOf(file)).as(file.toString()).isEqualTo("rw-------");
        String content = Files.readString(file);
        assertThat(content).doesNotContain(key.secret()).doesNotContain(rotated.secret());
      }
    }
  }

  @Test
  void refusesTwoUsersOfOneNameAndOnesThatAreNotThere() {
    store().create("ann", POLICY);

    assertThatThrownBy(() -> store().create("ann", POLICY)).hasMessageContaining("already");
    assertThatThrownBy(() -> store().create("a b", POLICY)).hasMessageContaining("a name has");
    assertThatThrownBy(() -> store().create("", POLICY)).hasMessageContaining("a name has");
    assertThatThrownBy(() -> store().delete("bob")).hasMessage("there is no user bob");
    assertThatThrownBy(() -> store().rotate("bob", Duration.ZERO)).hasMessageContaining("bob");
    assertThatThrownBy(() -> store().enable("bob", true)).hasMessageContaining("bob");
  }

  @Test
  void letsADisabledUserInAgainOnlyWhenEnabled() {
    NewKey key = store().create("ann", POLICY);

    store().enable("ann", false);
    assertThat(store().accessKeys().find(key.id())).isNull();
    assertThat(store().list().getFirst().enabled()).isFalse();
    store().enable("ann", true);
    assertThat(store().accessKeys().find(key.id())).isNotNull();
    store().delete("ann");
    assertThat(store().accessKeys().find(key.id())).isNull();
    assertThat(store().list()).isEmpty();
  }

  @Test
  void replacesAKeyAtOnceOrAfterAWhile() {
    NewKey first = store().create("ann", POLICY);
    NewKey second = store().rotate("ann", Duration.ZERO);
    assertThat(store().accessKeys().find(first.id())).isNull();

    NewKey third = store().rotate("ann", Duration.ofMinutes(1));
    NewKey fourth = store().rotate("ann", Duration.ofHours(1));

    assertThat(store().list())
        .extracting(KeySummary::id, KeySummary::expires)
        .containsExactly(
            tuple(fourth.id(), null),
            tuple(third.id(), now.plusSeconds(3600)),
            tuple(second.id(), now.plusSeconds(60)));
    now = now.plusSeconds(60);
    store().rotate("ann", Duration.ofHours(1));
    assertThat(store().list()).extracting(KeySummary::id).doesNotContain(second.id());
  }

  @Test
  void opensSecretsOnlyWithTheirMasterKey() throws IOException {
    NewKey key = store().create("ann", POLICY);
    KeyStore another = new KeyStore(data, GIVEN, () -> now);

    assertThatThrownBy(another::accessKeys)
        .isInstanceOf(StorageException.class)
        .hasMessage(
            "a secret does not open: the master key is another one, or the file was changed");

    Path file = data.resolve("access").resolve("master.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> store().accessKeys())
        .hasMessageContaining("others than its owner have rights on the master key");
    Files.delete(file);
    assertThatThrownBy(() -> store().accessKeys())
        .hasMessageContaining("is missing, and STATOR_MASTER_KEY is not set");
    assertThat(file).doesNotExist();
    assertThat(key.secret()).isNotEmpty();
  }

  @Test
  void takesTheMasterKeyOfTheEnvironment() {
    KeyStore given = new KeyStore(data, GIVEN, () -> now);

    NewKey key = given.create("ann", POLICY);

    assertThat(given.accessKeys().find(key.id())).isNotNull();
    assertThat(data.resolve("access").resolve("master.key")).doesNotExist();
    assertThatThrownBy(() -> new KeyStore(data, "short", () -> now).accessKeys())
        .hasMessage("STATOR_MASTER_KEY is not 32 bytes in Base64");
  }

  @Test
  void noticesThatSomethingElseInTheFileWasChanged() throws IOException {
    store().create("ann", POLICY);
    store().enable("ann", false);
    Path file = data.resolve("access").resolve("keys.json");
    String content = Files.readString(file);

    for (String[] change :
        new String[][] {
          {"false", "true"}, {"\"ann\"", "\"bob\""}, {"\"policy\":\"{", "\"policy\":\"{ "}
        }) {
      assertThat(content).contains(change[0]);
      Files.writeString(file, content.replace(change[0], change[1]));
      assertThatThrownBy(() -> store().accessKeys()).hasMessageContaining("the file was changed");
    }
  }

  @Test
  void refusesAFileItDoesNotUnderstand() throws IOException {
    store().create("ann", POLICY);
    Path file = data.resolve("access").resolve("keys.json");
    String content = Files.readString(file);

    assertDamaged(file, "", "damaged file of keys");
    assertDamaged(file, content.substring(1), "damaged file of keys");
    assertDamaged(file, content.replace("\"id\"", "\"if\""), "damaged file of keys");
    assertDamaged(file, content.replace("stator keys", "keys"), "not a file of keys");
    assertDamaged(file, content.replace("\"version\":1", "\"version\":2"), "expected=1, actual=2");
  }

  @Test
  void changesOfSeveralProcessesComeOneAfterTheOther() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String name = "user-" + i;
      threads.add(Thread.ofPlatform().start(() -> createPatiently(name)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(store().list()).hasSize(4);
  }

  /** Two threads of one process cannot both wait for a lock of a file. */
  private void createPatiently(String name) {
    while (true) {
      try {
        store().create(name, POLICY);
        return;
      } catch (OverlappingFileLockException held) {
        Thread.onSpinWait();
      }
    }
  }

  private void assertDamaged(Path file, String content, String message) throws IOException {
    Files.write(file, content.getBytes(UTF_8));
    assertThatThrownBy(() -> store().accessKeys())
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(message);
  }

  private static String modeOf(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
