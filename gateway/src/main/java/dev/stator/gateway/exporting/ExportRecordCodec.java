package dev.stator.gateway.exporting;

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

/** Exports as notes in the catalog: JSON, named {@code export/} and the id. */
final class ExportRecordCodec {
  static final String PREFIX = "export/";

  private static final Shape TEXT = new StringShape("Text", Range.ANY, null, List.of());
  private static final Shape NUMBER = new LongShape("Number", Range.ANY);

  private final StructureShape shape;
  private final RequestReader reader = new RequestReader();

  /**
   * @param input the shape of ExportTableToPointInTime's input
   */
  ExportRecordCodec(StructureShape input) {
    this.shape =
        StructureShape.of(
            "ExportRecord",
            Map.ofEntries(
                Map.entry("tableId", TEXT),
                Map.entry("token", TEXT),
                Map.entry("request", input),
                Map.entry("fromMs", NUMBER),
                Map.entry("toMs", NUMBER),
                Map.entry("status", TEXT),
                Map.entry("startMs", NUMBER),
                Map.entry("endMs", NUMBER),
                Map.entry("items", NUMBER),
                Map.entry("bytes", NUMBER),
                Map.entry("failureCode", TEXT),
                Map.entry("failureMessage", TEXT)));
  }

  static String nameOf(String id) {
    return PREFIX + id;
  }

  static Note encode(ExportRecord record) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("tableId", record.tableId());
      json.writeStringProperty("token", record.token());
      json.writeName("request");
      StructureJsonWriter.write(json, record.request());
      json.writeNumberProperty("fromMs", record.period().fromMs());
      json.writeNumberProperty("toMs", record.period().toMs());
      json.writeStringProperty("status", record.status().name());
      json.writeNumberProperty("startMs", record.startMs());
      json.writeNumberProperty("endMs", record.endMs());
      json.writeNumberProperty("items", record.items());
      json.writeNumberProperty("bytes", record.bytes());
      Failure failure = record.failure();
      if (failure != null) {
        json.writeStringProperty("failureCode", failure.code());
        json.writeStringProperty("failureMessage", failure.message());
      }
      json.writeEndObject();
    }
    return new Note(nameOf(record.id()), new String(text.toByteArray(), UTF_8));
  }

  /** What was asked for, as text that is the same for the same. */
  static String requestOf(ExportRecord record) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      StructureJsonWriter.write(json, record.request());
    }
    return new String(text.toByteArray(), UTF_8);
  }

  ExportRecord decode(Note note) {
    byte[] text = note.text().getBytes(UTF_8);
    Structure record = reader.read(shape, text, 0, text.length);
    Structure request = record.structure("request");
    if (request == null) {
      throw new IllegalStateException("no request in the note " + note.name());
    }
    String code = record.string("failureCode");
    return new ExportRecord(
        note.name().substring(PREFIX.length()),
        record.requiredString("tableId"),
        record.requiredString("token"),
        request,
        new ExportPeriod(number(record, "fromMs"), number(record, "toMs")),
        ExportStatus.valueOf(record.requiredString("status")),
        number(record, "startMs"),
        number(record, "endMs"),
        number(record, "items"),
        number(record, "bytes"),
        code == null ? null : new Failure(code, record.requiredString("failureMessage")));
  }

  private static long number(Structure record, String name) {
    Long value = record.longValue(name);
    return value == null ? 0 : value;
  }
}
