package dev.stator.gateway.exporting;

import static dev.stator.gateway.transfer.TransferNotes.NUMBER;
import static dev.stator.gateway.transfer.TransferNotes.TEXT;
import static dev.stator.gateway.transfer.TransferNotes.number;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stator.core.model.Note;
import dev.stator.gateway.json.JsonTree;
import dev.stator.gateway.json.ResponseBuffer;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.json.StructureJsonWriter;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.transfer.TransferNotes;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Exports as notes in the catalog: JSON, named {@code export/} and the id. */
final class ExportRecordCodec {
  static final String PREFIX = "export/";

  private final TransferNotes notes;

  /**
   * @param input the shape of ExportTableToPointInTime's input
   */
  ExportRecordCodec(StructureShape input) {
    this.notes =
        new TransferNotes(
            PREFIX,
            "ExportRecord",
            input,
            Map.of(
                "token", TEXT, "fromMs", NUMBER, "toMs", NUMBER, "items", NUMBER, "bytes", NUMBER));
  }

  static String nameOf(String id) {
    return PREFIX + id;
  }

  static Note encode(ExportRecord record) {
    return TransferNotes.encode(
        nameOf(record.id()),
        record.request(),
        record.failure(),
        json -> {
          json.writeStringProperty("tableId", record.tableId());
          json.writeStringProperty("token", record.token());
          json.writeNumberProperty("fromMs", record.period().fromMs());
          json.writeNumberProperty("toMs", record.period().toMs());
          json.writeStringProperty("status", record.status().name());
          json.writeNumberProperty("startMs", record.startMs());
          json.writeNumberProperty("endMs", record.endMs());
          json.writeNumberProperty("items", record.items());
          json.writeNumberProperty("bytes", record.bytes());
        });
  }

  /** What was asked for, equal for the same, whatever the order in its maps. */
  static @Nullable Object requestOf(ExportRecord record) {
    ResponseBuffer text = new ResponseBuffer();
    try (JsonGenerator json = text.openGenerator()) {
      StructureJsonWriter.write(json, record.request());
    }
    return JsonTree.parse(new String(text.toByteArray(), UTF_8));
  }

  ExportRecord decode(Note note) {
    Structure members = notes.decode(note);
    return new ExportRecord(
        notes.id(note),
        members.requiredString("tableId"),
        members.requiredString("token"),
        TransferNotes.request(members).copy(),
        new ExportPeriod(number(members, "fromMs"), number(members, "toMs")),
        ExportStatus.valueOf(members.requiredString("status")),
        number(members, "startMs"),
        number(members, "endMs"),
        number(members, "items"),
        number(members, "bytes"),
        TransferNotes.failure(members));
  }
}
