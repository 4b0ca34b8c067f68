package dev.stator.core.segment;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class SegmentFormatTest {
  private static final Path DIRECTORY = Path.of("/data/partition");

  private static final Path FIRST = DIRECTORY.resolve("00000000000000000001.segment");
  private static final Path SECOND = DIRECTORY.resolve("00000000000000000002.segment");

  private final FileStore store = new MemoryFileStore();

  @Test
  void writesTheBytesOfTheGoldenFile() throws IOException {
    int firstEnd = write();

    byte[] first = store.read(FIRST);
    byte[] second = store.read(SECOND);

    assertThat(dump(first, second, firstEnd)).isEqualTo(resource("segment-v2.hex"));
    assertThat(first).hasSize(4096);
    assertThat(second).hasSize(8192);
    for (int i = firstEnd; i < first.length; i++) {
      assertThat(first[i]).isZero();
    }
  }

  @Test
  void opensTheFirstFormatAndGoesOnWithFilesOfItsLengths() throws IOException {
    int firstEnd = write();
    store.replace(FIRST, inFirstFormat(store.read(FIRST)));
    store.replace(SECOND, inFirstFormat(store.read(SECOND)));
    assertThat(dump(store.read(FIRST), store.read(SECOND), firstEnd))
        .isEqualTo(resource("segment-v1.hex"));

    List<Long> sequences = new ArrayList<>();
    try (SegmentLog log =
        SegmentLog.open(
            store,
            DIRECTORY,
            new SegmentConfig(4096, 1 << 20, null),
            7,
            Long.MAX_VALUE,
            (location, view) -> sequences.add(view.sequence()))) {
      record(RecordDescriptor.PUT, 106, 0, "user#3", "x".repeat(8192)).appendTo(log);
      assertThat(log.diskBytes()).isEqualTo(4096 + 8192 + 65_536);
      record(RecordDescriptor.PUT, 107, 0, "user#4", "x".repeat(65_000)).appendTo(log);
      assertThat(log.diskBytes()).as("the third says it").isEqualTo(4096 + 8192 + 2 * 65_536);
    }
    assertThat(sequences).containsExactly(100L, 101L, 105L);
  }

  /** Returns where the records of the first segment end. */
  private int write() {
    try (SegmentLog log =
        SegmentLog.open(
            store, DIRECTORY, new SegmentConfig(4096, 8192, null), 7, 0, (location, view) -> {})) {
      log.epoch(3);
      long put = record(RecordDescriptor.PUT, 100, 0, "user#1", "Ada Lovelace").appendTo(log);
      record(RecordDescriptor.TOMBSTONE, 101, put, "user#1", "").appendTo(log);
      int firstEnd = Location.offset(log.head());
      record(RecordDescriptor.PUT, 105, 0, "user#2", "x".repeat(4096)).appendTo(log);
      return firstEnd;
    }
  }

  private static byte[] inFirstFormat(byte[] file) {
    ByteBuffer header = ByteBuffer.wrap(file.clone()).order(LITTLE_ENDIAN);
    header.putInt(SegmentDescriptor.FORMAT_VERSION_OFFSET, 1);
    header.putInt(SegmentDescriptor.NEXT_LENGTH_OFFSET, 0);
    int from = SegmentDescriptor.FORMAT_NAME_OFFSET;
    CRC32C checksum = new CRC32C();
    checksum.update(header.slice(from, SegmentDescriptor.CHECKSUM_OFFSET - from));
    return header.putInt(SegmentDescriptor.CHECKSUM_OFFSET, (int) checksum.getValue()).array();
  }

  private static String dump(byte[] first, byte[] second, int firstEnd) {
    return "00000000000000000001.segment\n"
        + dump(first, firstEnd)
        + "00000000000000000002.segment\n"
        + dump(second, 128);
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
