package dev.stator.gateway.importing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.model.Note;
import dev.stator.gateway.json.RequestReader;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.json.StructureJsonWriter;
import dev.stator.gateway.model.LongShape;
import dev.stator.gateway.model.Range;
import dev.stator.gateway.model.Shape;
import dev.stator.gateway.model.StringShape;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.transfer.Failure;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Imports as notes in the catalog: JSON, named {@code import/} and the id. */
final class ImportRecordCodec {
  static final String PREFIX = "import/";

  private static final Shape TEXT = new StringShape("Text", Range.ANY, null, List.of());
  private static final Shape NUMBER = new LongShape("Number", Range.ANY);

  private final StructureShape shape;
  private final RequestReader reader = new RequestReader();

  /**
   * @param input the shape of ImportTable's input
   */
  ImportRecordCodec(StructureShape input) {
    this.shape =
        StructureShape.of(
            "ImportRecord",
            Map.ofEntries(
                Map.entry("tableId", TEXT),
                Map.entry("request", input),
                Map.entry("status", TEXT),
                Map.entry("startMs", NUMBER),
                Map.entry("endMs", NUMBER),
                Map.entry("bytes", NUMBER),
                Map.entry("imported", NUMBER),
                Map.entry("errors", NUMBER),
                Map.entry("lastKey", TEXT),
                Map.entry("failureCode", TEXT),
                Map.entry("failureMessage", TEXT)));
  }

  static String nameOf(String id) {
    return PREFIX + id;
  }

  static Note encode(ImportRecord record) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("tableId", record.tableId());
      json.writeName("request");
      StructureJsonWriter.write(json, record.request());
      json.writeStringProperty("status", record.status().name());
      json.writeNumberProperty("startMs", record.startMs());
      json.writeNumberProperty("endMs", record.endMs());
      json.writeNumberProperty("bytes", record.counts().bytes());
      json.writeNumberProperty("imported", record.counts().imported());
      json.writeNumberProperty("errors", record.counts().errors());
      if (record.lastKey() != null) {
        json.writeStringProperty("lastKey", record.lastKey());
      }
      Failure failure = record.failure();
      if (failure != null) {
        json.writeStringProperty("failureCode", failure.code());
        json.writeStringProperty("failureMessage", failure.message());
      }
      json.writeEndObject();
    }
    return new Note(nameOf(record.id()), new String(text.toByteArray(), UTF_8));
  }

  ImportRecord decode(Note note) {
    byte[] text = note.text().getBytes(UTF_8);
    Structure record = reader.read(shape, text, 0, text.length);
    Structure request = record.structure("request");
    if (request == null) {
      throw new IllegalStateException("no request in the note " + note.name());
    }
    String code = record.string("failureCode");
    return new ImportRecord(
        note.name().substring(PREFIX.length()),
        record.requiredString("tableId"),
        request,
        ImportStatus.valueOf(record.requiredString("status")),
        number(record, "startMs"),
        number(record, "endMs"),
        new ImportCounts(
            number(record, "bytes"), number(record, "imported"), number(record, "errors")),
        record.string("lastKey"),
        code == null ? null : new Failure(code, record.requiredString("failureMessage")));
  }

  private static long number(Structure record, String name) {
    Long value = record.longValue(name);
    return value == null ? 0 : value;
  }
}
