package dev.stator.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.engine.Durability;
import dev.stator.core.engine.Engine;
import dev.stator.core.engine.EngineConfig;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.number.DecimalCodec;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** Builds the examples of {@code docs/storage-format.md} and compares. */
class StorageFormatTest {
  private static final Page PAGE = Project.page("docs/storage-format.md");
  private static final String HEX = "hex ";

  @Test
  void everyDumpShowsWhatTheEngineWrites() {
    Map<String, String> shown = new TreeMap<>();
    Map<String, String> written = new TreeMap<>();
    PAGE.blocks()
        .forEach(
            (name, text) -> {
              if (name.startsWith(HEX)) {
                shown.put(name, text);
                written.put(name, HexDump.of(FormatExamples.of(name.substring(HEX.length()))));
              }
            });

    assertThat(shown).hasSizeGreaterThanOrEqualTo(9).isEqualTo(written);
  }

  @Test
  void everyNumberHasTheBytesOfTheTable() {
    List<List<String>> rows = PAGE.rows("Examples of numbers");

    assertThat(rows).isNotEmpty();
    for (List<String> row : rows) {
      ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
      int length = DecimalCodec.encode(Page.codeSpans(row.get(0)).getFirst(), buffer, 0);
      String hex = HexFormat.ofDelimiter(" ").formatHex(buffer.byteArray(), 0, length);
      assertThat(hex).as(row.get(0)).isEqualTo(Page.codeSpans(row.get(1)).getFirst());
    }
  }

  @Test
  void anArchivedSegmentHasTheNameOfTheExample() {
    assertThat(FormatExamples.archivedName() + "\n").isEqualTo(PAGE.blocks().get("text archived"));
  }

  @Test
  void theFormatFileHasTheTextOfTheExample() {
    MemoryFileStore store = new MemoryFileStore();
    Path data = Path.of("/data");
    EngineConfig config =
        EngineConfig.at(data)
            .withStore(store)
            .withDurability(new Durability.InMemory())
            .withWorkers(2);

    try (Engine engine = Engine.open(config)) {
      assertThat(engine.tables()).isEmpty();
      assertThat(new String(store.read(data.resolve("format")), UTF_8))
          .isEqualTo(PAGE.blocks().get("text format"));
    }
  }
}
