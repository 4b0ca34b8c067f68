package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

class ResponseBufferTest {
  private final ResponseBuffer buffer = new ResponseBuffer();

  @Test
  void holdsWhatTheGeneratorWrote() {
    try (JsonGenerator out = buffer.openGenerator()) {
      out.writeStartObject();
      out.writeStringProperty("a", "ä😀");
      out.writeNumberProperty("b", 1);
      out.writeEndObject();
    }

    assertThat(new String(buffer.toByteArray(), UTF_8)).isEqualTo("{\"a\":\"ä😀\",\"b\":1}");
    assertThat(buffer.array()).startsWith(buffer.toByteArray());
  }

  @Test
  void givesTheChecksumOfTheContent() {
    buffer.write("123456789".getBytes(UTF_8), 0, 9);

    assertThat(buffer.crc32()).isEqualTo(0xCBF43926L);
    assertThat(buffer.crc32()).isEqualTo(0xCBF43926L);
  }

  @Test
  void isEmptyAfterReset() {
    buffer.write('x');
    buffer.reset();

    assertThat(buffer.length()).isZero();
    assertThat(buffer.crc32()).isZero();
  }

  @Test
  void growsAndGivesBackWhatWasLarge() {
    byte[] large = new byte[3 * 1024 * 1024];
    large[large.length - 1] = 7;
    buffer.write('x');
    buffer.write(large, 0, large.length);

    assertThat(buffer.length()).isEqualTo(large.length + 1);
    assertThat(buffer.array()[large.length]).isEqualTo((byte) 7);

    buffer.reset();

    assertThat(buffer.array()).hasSizeLessThan(large.length);
  }
}
