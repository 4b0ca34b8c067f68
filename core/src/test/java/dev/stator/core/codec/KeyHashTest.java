package dev.stator.core.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyHashTest {
  /** Published values of xxHash64 with seed 0, every path through the length included. */
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "as, 1c330fb2d66be179",
    "asd, 631c37ce72a97393",
    "asdf, 415872f599cea71e",
    "abc, 44bc2cf5ad770999",
    "abcd, de0327b0d25d92cc",
    "abcdefg, 1860940e2902822d",
    "abcdefgh, 3ad351775b4634b7",
    "abcdefghi, 27f1a34fdbb95e13",
    "Call me Ishmael., 6d04390fc9d61a90",
    "abcdefghijklmnopqrstuvwxyz12345, 467605901b01d6f6",
    "abcdefghijklmnopqrstuvwxyz012345, bf2cd639b4143b80",
    "abcdefghijklmnopqrstuvwxyz0123456789, 64f23ecf1609b766",
    "Call me Ishmael. Some years ago--never mind how long precisely-, 02a2e85470d6fd96",
  })
  void agreesWithThePublishedValues(String text, String hash) {
    UnsafeBuffer buffer = new UnsafeBuffer(("--" + text).getBytes(US_ASCII));

    assertThat("%016x".formatted(KeyHash.hash(buffer, 2, text.length()))).isEqualTo(hash);
  }

  @Test
  void agreesWithThePublishedValueOfAThousandWords() {
    UnsafeBuffer buffer = new UnsafeBuffer("abcd".repeat(1_000).getBytes(US_ASCII));

    assertThat(KeyHash.hash(buffer, 0, buffer.capacity())).isEqualTo(0x205219d38e8898bcL);
  }
}
