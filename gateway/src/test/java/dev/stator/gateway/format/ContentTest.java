package dev.stator.gateway.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentTest {
  private static final long FAR_TOO_LONG = 64L << 20;

  /** An endless row of one letter. */
  private static final class Endless extends InputStream {
    private long read;

    @Override
    public int read() {
      read++;
      return 'x';
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = 'x';
      }
      read += length;
      return length;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '~',
      value = {
        "JSON!{\"Item\":{\"a\":{\"S\":\"",
        "JSON!{\"Other\":[",
        "ION!{Item:{a:\"",
        "ION!{Item:{a:{{",
        "CSV!a,b;1,\"",
      })
  void anItemWithoutAnEndIsRefused(String format, String beginning) throws IOException {
    Endless endless = new Endless();
    InputStream file =
        new SequenceInputStream(
            new ByteArrayInputStream(beginning.replace(';', '\n').getBytes(US_ASCII)), endless);
    Content content = Content.of(file, Compression.NONE);
    ItemSource items =
        switch (format) {
          case "ION" -> new IonItems(content);
          case "CSV" -> new CsvItems(content, new CsvLayout(',', null, Map.of(), Set.of()));
          default -> new JsonItems(content);
        };

    assertThat(items.next()).isInstanceOf(ItemSource.Next.Unreadable.class);
    assertThat(endless.read).isLessThan(FAR_TOO_LONG);
  }

  @Test
  void anEmptyFileHasNothingInEveryCompression() throws IOException {
    for (Compression compression : Compression.values()) {
      try (Content content = Content.of(InputStream.nullInputStream(), compression)) {
        assertThat(content.read()).isNegative();
        assertThat(content.count()).isZero();
      }
    }
  }
}
