package dev.stator.core.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SegmentFormatTest {
  private static final Path DIRECTORY = Path.of("/data/partition");

  private final FileStore store = new MemoryFileStore();

  @Test
  void writesTheBytesOfTheGoldenFile() throws IOException {
    int firstEnd;
    try (SegmentLog log =
        SegmentLog.open(
            store, DIRECTORY, new SegmentConfig(4096, 8192, null), 7, 0, (location, view) -> {})) {
      log.epoch(3);
      long put = record(RecordDescriptor.PUT, 100, 0, "user#1", "Ada Lovelace").appendTo(log);
      record(RecordDescriptor.TOMBSTONE, 101, put, "user#1", "").appendTo(log);
      firstEnd = Location.offset(log.head());
      record(RecordDescriptor.PUT, 105, 0, "user#2", "x".repeat(4096)).appendTo(log);
    }

    byte[] first = store.read(DIRECTORY.resolve("00000000000000000001.segment"));
    byte[] second = store.read(DIRECTORY.resolve("00000000000000000002.segment"));

    String dump =
        "00000000000000000001.segment\n"
            + dump(first, firstEnd)
            + "00000000000000000002.segment\n"
            + dump(second, 128);
    assertThat(dump).isEqualTo(resource("segment-v1.hex"));
    assertThat(first).hasSize(4096);
    assertThat(second).hasSize(8192);
    for (int i = firstEnd; i < first.length; i++) {
      assertThat(first[i]).isZero();
    }
  }

  @Test
  void namesFilesByTheirNumbers() {
    assertThat(SegmentDescriptor.fileName(1)).isEqualTo("00000000000000000001.segment");
    assertThat(SegmentDescriptor.numberOf("00000000002147483647.segment"))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(SegmentDescriptor.numberOf("00000000002147483648.segment")).isZero();
    assertThat(SegmentDescriptor.numberOf("99999999999999999999.segment")).isZero();
    assertThat(SegmentDescriptor.numberOf("0000000000000000001a.segment")).isZero();
    assertThat(SegmentDescriptor.numberOf("00000000000000000001.segments")).isZero();
    assertThat(SegmentDescriptor.numberOf("1.segment")).isZero();
  }

  private static Appended record(byte type, long sequence, long previous, String key, String item) {
    return new Appended(
        type,
        sequence,
        1_767_225_600_000_000L,
        previous,
        item.length(),
        key.getBytes(StandardCharsets.US_ASCII),
        item.getBytes(StandardCharsets.US_ASCII));
  }

  private static String dump(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < length; line += 16) {
      StringBuilder hex = new StringBuilder();
      StringBuilder ascii = new StringBuilder();
      for (int i = line; i < Math.min(line + 16, length); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        ascii.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      text.append(String.format(Locale.ROOT, "%04x  %-48s |%s|\n", line, hex, ascii));
    }
    return text.toString();
  }

  private static String resource(String name) throws IOException {
    try (InputStream stream = SegmentFormatTest.class.getResourceAsStream(name)) {
      return stream == null
          ? "no resource " + name
          : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
