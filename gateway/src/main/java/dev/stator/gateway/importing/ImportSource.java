package dev.stator.gateway.importing;

import dev.stator.core.model.TableSchema;
import dev.stator.gateway.format.Compression;
import dev.stator.gateway.format.Content;
import dev.stator.gateway.format.CsvItems;
import dev.stator.gateway.format.CsvLayout;
import dev.stator.gateway.format.IonItems;
import dev.stator.gateway.format.ItemSource;
import dev.stator.gateway.format.JsonItems;
import dev.stator.gateway.json.Structure;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the files of an import are read: their format, its options and their compression. */
record ImportSource(String format, Compression compression, CsvLayout csv) {
  private static final String CSV = "CSV";

  static ImportSource of(Structure request, TableSchema schema) {
    String compression = request.string("InputCompressionType");
    Structure options = request.structure("InputFormatOptions");
    Structure csv = options == null ? null : options.structure("Csv");
    String delimiter = csv == null ? null : csv.string("Delimiter");
    List<String> header = csv == null ? null : csv.strings("HeaderList");
    return new ImportSource(
        request.requiredString("InputFormat"),
        compression == null ? Compression.NONE : Compression.valueOf(compression),
        CsvLayout.of(delimiter == null ? ',' : delimiter.charAt(0), header, schema));
  }

  /** What speaks against the options of a request, null if nothing does. */
  static @Nullable String problem(Structure request) {
    Structure options = request.structure("InputFormatOptions");
    if (options == null) {
      return null;
    }
    if (!request.requiredString("InputFormat").equals(CSV)) {
      return "InputFormatOptions can only be specified when InputFormat is CSV";
    }
    Structure csv = options.structure("Csv");
    List<String> header = csv == null ? null : csv.strings("HeaderList");
    return header != null && new HashSet<>(header).size() < header.size()
        ? "HeaderList contains duplicates"
        : null;
  }

  ItemSource items(Content content) {
    return switch (format) {
      case CSV -> new CsvItems(content, csv);
      case "ION" -> new IonItems(content);
      default -> new JsonItems(content);
    };
  }
}
