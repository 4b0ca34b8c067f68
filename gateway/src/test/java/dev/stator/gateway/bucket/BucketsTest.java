package dev.stator.gateway.bucket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Buckets of both kinds; those of S3 with a stand-in for it. */
class BucketsTest {
  private static final String BUCKET = "a.bucket-1";

  @TempDir Path root;
  private S3StandIn s3;

  enum Kind {
    DIRECTORY,
    S3
  }

  @BeforeEach
  void start() throws IOException {
    System.setProperty("aws.accessKeyId", "a");
    System.setProperty("aws.secretAccessKey", "b");
    s3 = new S3StandIn();
    s3.bucket(BUCKET);
    Files.createDirectories(root.resolve("buckets").resolve(BUCKET));
  }

  @AfterEach
  void stop() {
    s3.close();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @ParameterizedTest
  @EnumSource
  void readBackWhatWasWritten(Kind kind) throws IOException {
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    Path file = Files.write(root.resolve("file"), content);
    try (Buckets buckets = open(kind)) {
      assertThat(buckets.put(BUCKET, "x/y z/\u00e9&<", "text".getBytes(UTF_8)))
          .isEqualTo(HexFormat.of().formatHex(Md5.of("text".getBytes(UTF_8))));
      buckets.put(BUCKET, "x/file", file, Md5.of(content));
      buckets.put(BUCKET, "x/file", file, Md5.of(content));
      buckets.put(BUCKET, "empty", new byte[0]);

      assertThat(read(buckets, "x/y z/\u00e9&<")).isEqualTo("text".getBytes(UTF_8));
      assertThat(read(buckets, "x/file")).isEqualTo(content);
      assertThat(read(buckets, "empty")).isEmpty();
      assertThat(buckets.find(BUCKET, "x/file"))
          .extracting(StoredObject::key, StoredObject::length)
          .containsExactly("x/file", 100_000L);
      assertThat(buckets.find(BUCKET, "x")).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellWhenSomethingWasWrittenAndDeleteIt(Kind kind) {
    long beforeMs = System.currentTimeMillis() / 1000 * 1000;
    try (Buckets buckets = open(kind)) {
      buckets.put(BUCKET, "x/file", new byte[7]);
      buckets.put(BUCKET, "x/other", new byte[7]);

      StoredObject listed = buckets.list(BUCKET, "x/", null).next();
      assertThat(listed.modifiedMs()).isBetween(beforeMs, System.currentTimeMillis());
      assertThat(buckets.find(BUCKET, "x/file")).isEqualTo(listed);
      buckets.delete(BUCKET, "x/file");
      buckets.delete(BUCKET, "x/file");
      buckets.delete(BUCKET, "none");
      assertThat(keys(buckets, "x/", null)).containsExactly("x/other");
    }
  }

  @ParameterizedTest
  @EnumSource
  void listTheKeysWithAPrefixInOrder(Kind kind) {
    try (Buckets buckets = open(kind)) {
      for (String key : List.of("b/2", "b/10", "b/1", "a", "bb", "b/c/d", "c")) {
        buckets.put(BUCKET, key, key.getBytes(UTF_8));
      }

      assertThat(keys(buckets, "", null))
          .containsExactly("a", "b/1", "b/10", "b/2", "b/c/d", "bb", "c");
      assertThat(keys(buckets, "b/", null)).containsExactly("b/1", "b/10", "b/2", "b/c/d");
      assertThat(keys(buckets, "b/1", null)).containsExactly("b/1", "b/10");
      assertThat(keys(buckets, "b", "b/2")).containsExactly("b/c/d", "bb");
      assertThat(keys(buckets, "no/such", null)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sayWhatIsMissing(Kind kind) {
    try (Buckets buckets = open(kind)) {
      assertThatThrownBy(() -> read(buckets, "none"))
          .isInstanceOfSatisfying(
              BucketException.class, e -> assertThat(e.code()).isEqualTo("S3NoSuchKey"));
      assertThatThrownBy(() -> buckets.list("no-bucket", "", null).hasNext())
          .isInstanceOfSatisfying(
              BucketException.class, e -> assertThat(e.code()).isEqualTo("S3NoSuchBucket"))
          .hasMessage("The specified bucket does not exist");
      assertThatThrownBy(() -> buckets.put("no-bucket", "x", new byte[1]))
          .isInstanceOfSatisfying(
              BucketException.class, e -> assertThat(e.code()).isEqualTo("S3NoSuchBucket"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "a/../../x", "a//b", "/etc/passwd", "./a", "a/", "\\x"})
  void noKeyLeadsOutOfItsDirectory(String key) {
    try (Buckets buckets = open(Kind.DIRECTORY)) {
      assertThatThrownBy(() -> buckets.put(BUCKET, key, new byte[1]))
          .isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> read(buckets, key)).isInstanceOf(BucketException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "ab", "Abc", "a_b", "a..b", "-ab", "ab.", "a.-b", "1.2.3.4"})
  void noDirectoryWithAnotherNameIsABucket(String name) throws IOException {
    Files.createDirectories(root.resolve("buckets").resolve(name));
    try (Buckets buckets = open(Kind.DIRECTORY)) {
      assertThatThrownBy(() -> buckets.list(name, "", null))
          .isInstanceOfSatisfying(
              BucketException.class, e -> assertThat(e.code()).isEqualTo("S3NoSuchBucket"));
    }
  }

  @Test
  void symbolicLinksAreNotFollowed() throws IOException {
    Path outside = Files.createDirectories(root.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Path bucket = root.resolve("buckets").resolve(BUCKET);
    Files.createSymbolicLink(bucket.resolve("dir"), outside);
    Files.createSymbolicLink(bucket.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("buckets").resolve("linked"), outside);
    try (Buckets buckets = open(Kind.DIRECTORY)) {
      assertThat(keys(buckets, "", null)).isEmpty();
      assertThat(keys(buckets, "dir/s", null)).isEmpty();
      assertThatThrownBy(() -> read(buckets, "dir/secret")).isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> read(buckets, "file")).isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> buckets.put(BUCKET, "dir/x", new byte[1]))
          .isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> buckets.delete(BUCKET, "dir/secret"))
          .isInstanceOf(BucketException.class);
      assertThatThrownBy(() -> buckets.list("linked", "", null))
          .isInstanceOf(BucketException.class);
      buckets.put(BUCKET, "file", new byte[1]);
    }
    assertThat(outside.resolve("secret")).hasContent("secret");
    assertThat(outside).isDirectoryNotContaining("glob:**x");
  }

  @Test
  void readingGoesOnWhereAConnectionBroke() throws IOException {
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    s3.bucket(BUCKET).put("x", content);
    try (Buckets buckets = open(Kind.S3)) {
      s3.breakReads(2);

      assertThat(read(buckets, "x")).isEqualTo(content);
    }
  }

  private Buckets open(Kind kind) {
    Buckets buckets =
        switch (kind) {
          case DIRECTORY -> new BucketLocation.Directory(root.resolve("buckets")).open("us-east-1");
          case S3 -> new BucketLocation.Endpoint(s3.endpoint()).open("us-east-1");
        };
    if (buckets == null) {
      throw new AssertionError();
    }
    return buckets;
  }

  private static byte[] read(Buckets buckets, String key) throws IOException {
    try (InputStream content = buckets.open(BUCKET, key)) {
      return content.readAllBytes();
    }
  }

  private static List<String> keys(Buckets buckets, String prefix, @Nullable String after) {
    List<String> keys = new ArrayList<>();
    buckets.list(BUCKET, prefix, after).forEachRemaining(object -> keys.add(object.key()));
    return keys;
  }
}
