package dev.stator.core.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.file.MemoryFileStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The bytes on disk: a change here is a new version of the format. */
class LogFormatTest {
  private static final Path FILE = LogFileName.log(Journals.DIRECTORY, 1);
  private static final Path IDENTITY = Journals.DIRECTORY.resolve(LogIdentity.FILE_NAME);

  @Test
  void writesTheGoldenLog() throws IOException {
    MemoryFileStore store = new MemoryFileStore();

    writeLog(store);

    assertThat(hexLines(store.read(FILE))).isEqualTo(golden("two-batches.hex"));
    assertThat(hexLines(store.read(IDENTITY))).isEqualTo(golden("identity.hex"));
  }

  @Test
  void readsTheGoldenLog() throws IOException {
    MemoryFileStore store = new MemoryFileStore();
    byte[] file = Arrays.copyOf(parse(golden("two-batches.hex")), Journals.SMALL.fileLength());
    store.createDirectories(Journals.DIRECTORY);
    store.replace(FILE, file);
    store.replace(IDENTITY, parse(golden("identity.hex")));
    RecordedCommands replay = new RecordedCommands();

    try (CommitLog log = Journals.open(store, replay)) {
      assertThat(log.epoch()).isEqualTo(2);
    }

    assertThat(replay.bytes())
        .containsExactly("put a".getBytes(UTF_8), new byte[0], "delete a".getBytes(UTF_8));
    assertThat(replay.commands.getLast().index()).isEqualTo(3);
    assertThat(replay.commands.getLast().epoch()).isEqualTo(1);
  }

  @Test
  void headersHaveTheirDocumentedLength() {
    assertThat(LogFileDescriptor.HEADER_LENGTH).isEqualTo(64);
    assertThat(BatchDescriptor.HEADER_LENGTH).isEqualTo(48);
    assertThat(BatchDescriptor.MAGIC)
        .isEqualTo(Integer.reverseBytes(ByteBuffer.wrap("BTCH".getBytes(US_ASCII)).getInt()));
  }

  private static void writeLog(MemoryFileStore store) {
    try (CommitLog log = Journals.open(store, new RecordedCommands())) {
      log.append(Journals.batch("put a".getBytes(UTF_8), new byte[0]));
      log.force();
      log.append(Journals.batch("delete a".getBytes(UTF_8)));
      log.force();
    }
  }

  /** 16 bytes a line, without the zeros at the end. */
  private static String hexLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    StringBuilder lines = new StringBuilder();
    HexFormat format = HexFormat.ofDelimiter(" ");
    for (int i = 0; i < end; i += 16) {
      lines.append(format.formatHex(bytes, i, Math.min(i + 16, bytes.length))).append('\n');
    }
    return lines.toString();
  }

  private static byte[] parse(String hexLines) {
    return HexFormat.ofDelimiter(" ").parseHex(hexLines.strip().replace('\n', ' '));
  }

  private static String golden(String name) throws IOException {
    try (InputStream stream = LogFormatTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(stream, name).readAllBytes(), US_ASCII);
    }
  }
}
