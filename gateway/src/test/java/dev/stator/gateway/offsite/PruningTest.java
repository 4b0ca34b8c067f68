package dev.stator.gateway.offsite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.gateway.bucket.S3StandIn;
import dev.stator.gateway.bucket.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which segments of copies are deleted, in places of both kinds. */
class PruningTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String A = "segments/" + "a".repeat(64);
  private static final String B = "segments/" + "b".repeat(64);
  private static final String C = "segments/" + "c".repeat(64);

  private final Instant now = Instant.now();

  @TempDir Path root;
  private S3StandIn s3;

  enum Kind {
    DIRECTORY,
    S3
  }

  @BeforeEach
  void start() {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    s3 = new S3StandIn();
    s3.bucket("off-site");
  }

  @AfterEach
  void stop() {
    s3.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @ParameterizedTest
  @EnumSource
  void deletesWhatNoCopyHasAndIsOldEnough(Kind kind) throws IOException {
    try (OffsiteStore store = open(kind)) {
      put(kind, A, 3, Duration.ofDays(3));
      put(kind, B, 3, Duration.ofHours(23));
      put(kind, C, 3, Duration.ofDays(3));
      put(kind, "segments/notes.txt", 3, Duration.ofDays(3));
      put(kind, "segments/" + "d".repeat(64) + "/e", 3, Duration.ofDays(3));
      putCopy(kind, "1", "c");

      Pruning.Found told = store.prune(DAY, false);
      assertThat(told.unneeded()).extracting(StoredObject::key).containsExactly(A);
      assertThat(told.bytes()).isEqualTo(3);
      assertThat(told.young()).isEqualTo(1);
      assertThat(has(kind, A)).isTrue();

      assertThat(store.prune(DAY, true)).isEqualTo(told);
      assertThat(has(kind, A)).isFalse();
      assertThat(List.of(B, C, "segments/notes.txt")).allMatch(key -> has(kind, key));

      store.delete("1");
      assertThat(store.list()).isEmpty();
      assertThat(store.prune(Duration.ZERO, true).unneeded())
          .extracting(StoredObject::key)
          .containsExactly(B, C);
      assertThatThrownBy(() -> store.delete("1"))
          .isInstanceOf(OffsiteException.class)
          .hasMessage("there is no backup 1 here");
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletesNothingWhileACopyIsMadeOrWhenOneCannotBeRead(Kind kind) throws IOException {
    try (OffsiteStore store = open(kind)) {
      put(kind, A, 3, Duration.ofDays(3));
      put(kind, "working/copy-x", 0, Duration.ofMinutes(59));
      assertThatThrownBy(() -> store.prune(DAY, true))
          .isInstanceOf(OffsiteException.class)
          .hasMessageStartingWith("a backup is being copied there: working/copy-x is of ");
      assertThat(store.prune(DAY, false).unneeded()).hasSize(1);

      put(kind, "working/prune-x", 0, Duration.ofMinutes(59));
      put(kind, "working/copy-x", 0, Duration.ofMinutes(61));
      assertThatThrownBy(() -> store.prune(DAY, true))
          .isInstanceOf(OffsiteException.class)
          .hasMessageStartingWith("segments are being deleted there: ");

      put(kind, "working/prune-x", 0, Duration.ofMinutes(61));
      putCopy(kind, "1", "c");
      put(kind, "backups/2.json", 3, Duration.ZERO);
      assertThatThrownBy(() -> store.prune(DAY, true))
          .isInstanceOf(OffsiteException.class)
          .hasMessage("backups/2.json is no manifest of a backup");
      assertThat(has(kind, A)).isTrue();

      store.delete("2");
      assertThat(store.prune(DAY, true).unneeded()).hasSize(1);
      assertThat(List.of(A, "working/copy-x", "working/prune-x")).noneMatch(key -> has(kind, key));
    }
  }

  private OffsiteStore open(Kind kind) {
    OffsitePlace place =
        switch (kind) {
          case DIRECTORY -> OffsitePlace.parse(root.resolve("copies").toString(), null);
          case S3 -> OffsitePlace.parse("s3://off-site/a/b", s3.endpoint());
        };
    return OffsiteStore.open(place, "us-east-1", now::toEpochMilli);
  }

  private void putCopy(Kind kind, String id, String segment) throws IOException {
    OffsiteManifest manifest =
        new OffsiteManifest(
            id,
            "things",
            1,
            "AQID",
            List.of(new OffsiteSegment(7, 2, 3, 4096, segment.repeat(64))));
    put(kind, "backups/" + id + ".json", manifest.encode(), Duration.ZERO);
  }

  private void put(Kind kind, String key, int length, Duration age) throws IOException {
    put(kind, key, "x".repeat(length).getBytes(UTF_8), age);
  }

  private void put(Kind kind, String key, byte[] content, Duration age) throws IOException {
    switch (kind) {
      case DIRECTORY -> {
        Path file = file(key);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(file, FileTime.from(now.minus(age)));
      }
      case S3 -> {
        s3.bucket("off-site").put("a/b/" + key, content);
        s3.age("off-site", "a/b/" + key, now.minus(age));
      }
    }
  }

  private Path file(String key) {
    Path file = root.resolve("copies");
    for (String part : Arrays.asList(key.split("/", -1))) {
      file = file.resolve(part);
    }
    return file;
  }

  private boolean has(Kind kind, String key) {
    return switch (kind) {
      case DIRECTORY -> Files.exists(file(key));
      case S3 -> s3.bucket("off-site").containsKey("a/b/" + key);
    };
  }
}
