package dev.stator.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import java.util.Random;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

/** Strings in answers, against what the library writes for the same text. */
class JsonEscapesTest {
  private static final String ALPHABET = "\"\\\u0000\u0001\u001f\n\r\t\b\f /~\u007féß€😀x";

  @Test
  void escapesEachCharacterAtEachPlaceAsTheLibraryDoes() {
    for (char c = 0; c < 0x90; c++) {
      for (int before = 0; before < 17; before++) {
        assertWritten("x".repeat(before) + c + "y".repeat(80 - before));
        assertWritten("x".repeat(before) + c + "y".repeat(17 - before));
      }
    }
  }

  @Test
  void escapesRandomTextAsTheLibraryDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int[] characters = ALPHABET.codePoints().toArray();
    for (int round = 0; round < 2000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(300);
      int plain = random.nextInt(40);
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(
            random.nextInt(40) < plain ? 'a' : characters[random.nextInt(characters.length)]);
      }
      assertWritten(text.toString());
    }
  }

  private static void assertWritten(String text) {
    ExpandableArrayBuffer item = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("a");
    writer.string(text);

    ResponseBuffer library = new ResponseBuffer();
    try (JsonGenerator out = library.openGenerator()) {
      out.writeStartObject();
      out.writeObjectPropertyStart("a");
      out.writeStringProperty("S", text);
      out.writeEndObject();
      out.writeEndObject();
    }
    assertThat(Api.json(item, 0, writer.position()))
        .isEqualTo(new String(library.toByteArray(), UTF_8));
  }
}
