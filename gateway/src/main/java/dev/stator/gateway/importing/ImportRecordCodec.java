package dev.stator.gateway.importing;

import static dev.stator.gateway.transfer.TransferNotes.NUMBER;
import static dev.stator.gateway.transfer.TransferNotes.TEXT;
import static dev.stator.gateway.transfer.TransferNotes.number;

import dev.stator.core.model.Note;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.model.StructureShape;
import dev.stator.gateway.transfer.TransferNotes;
import java.util.Map;

/** Imports as notes in the catalog: JSON, named {@code import/} and the id. */
final class ImportRecordCodec {
  static final String PREFIX = "import/";

  private final TransferNotes notes;

  /**
   * @param input the shape of ImportTable's input
   */
  ImportRecordCodec(StructureShape input) {
    this.notes =
        new TransferNotes(
            PREFIX,
            "ImportRecord",
            input,
            Map.of("bytes", NUMBER, "imported", NUMBER, "errors", NUMBER, "lastKey", TEXT));
  }

  static String nameOf(String id) {
    return PREFIX + id;
  }

  static Note encode(ImportRecord record) {
    return TransferNotes.encode(
        nameOf(record.id()),
        record.request(),
        record.failure(),
        json -> {
          json.writeStringProperty("tableId", record.tableId());
          json.writeStringProperty("status", record.status().name());
          json.writeNumberProperty("startMs", record.startMs());
          json.writeNumberProperty("endMs", record.endMs());
          json.writeNumberProperty("bytes", record.counts().bytes());
          json.writeNumberProperty("imported", record.counts().imported());
          json.writeNumberProperty("errors", record.counts().errors());
          if (record.lastKey() != null) {
            json.writeStringProperty("lastKey", record.lastKey());
          }
        });
  }

  ImportRecord decode(Note note) {
    Structure members = notes.decode(note);
    return new ImportRecord(
        notes.id(note),
        members.requiredString("tableId"),
        TransferNotes.request(members),
        ImportStatus.valueOf(members.requiredString("status")),
        number(members, "startMs"),
        number(members, "endMs"),
        new ImportCounts(
            number(members, "bytes"), number(members, "imported"), number(members, "errors")),
        members.string("lastKey"),
        TransferNotes.failure(members));
  }
}
