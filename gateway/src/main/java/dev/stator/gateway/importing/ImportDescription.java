package dev.stator.gateway.importing;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.json.StructureJsonWriter;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.transfer.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An import as ImportTable and DescribeImport tell it. */
final class ImportDescription {
  private static final double MS_PER_S = 1000.0;

  private ImportDescription() {}

  static void answer(Exchange exchange, Imports imports, ImportRecord record) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("ImportTableDescription");
      writeIdentity(json, imports, record);
      writeRequest(json, record);
      writeProgress(json, record);
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }

  /** What a list of imports tells of each, as members of the current object. */
  static void writeSummary(JsonGenerator json, Imports imports, ImportRecord record) {
    json.writeStringProperty("ImportArn", imports.arn(record));
    json.writeStringProperty("ImportStatus", record.status().name());
    json.writeStringProperty("TableArn", imports.tableArn(record));
    writeStructure(json, "S3BucketSource", record.source());
    json.writeStringProperty("InputFormat", record.request().requiredString("InputFormat"));
    writeTimes(json, record);
  }

  private static void writeIdentity(JsonGenerator json, Imports imports, ImportRecord record) {
    json.writeStringProperty("ImportArn", imports.arn(record));
    json.writeStringProperty("ImportStatus", record.status().name());
    json.writeStringProperty("TableArn", imports.tableArn(record));
    json.writeStringProperty("TableId", record.tableId());
  }

  private static void writeRequest(JsonGenerator json, ImportRecord record) {
    Structure request = record.request();
    json.writeStringProperty("ClientToken", request.requiredString("ClientToken"));
    writeStructure(json, "S3BucketSource", record.source());
    json.writeStringProperty("InputFormat", request.requiredString("InputFormat"));
    writeStructure(json, "InputFormatOptions", request.structure("InputFormatOptions"));
    String compression = request.string("InputCompressionType");
    json.writeStringProperty("InputCompressionType", compression == null ? "NONE" : compression);
    writeStructure(json, "TableCreationParameters", request.structure("TableCreationParameters"));
  }

  private static void writeProgress(JsonGenerator json, ImportRecord record) {
    writeTimes(json, record);
    ImportCounts counts = record.counts();
    if (!record.isRunning() || counts.bytes() > 0) {
      json.writeNumberProperty("ProcessedSizeBytes", counts.bytes());
    }
    json.writeNumberProperty("ProcessedItemCount", counts.processed());
    json.writeNumberProperty("ImportedItemCount", counts.imported());
    json.writeNumberProperty("ErrorCount", counts.errors());
    Failure failure = record.failure();
    if (failure != null) {
      json.writeStringProperty("FailureCode", failure.code());
      json.writeStringProperty("FailureMessage", failure.message());
    }
  }

  private static void writeTimes(JsonGenerator json, ImportRecord record) {
    json.writeNumberProperty("StartTime", record.startMs() / MS_PER_S);
    if (!record.isRunning()) {
      json.writeNumberProperty("EndTime", record.endMs() / MS_PER_S);
    }
  }

  private static void writeStructure(
      JsonGenerator json, String name, @Nullable Structure structure) {
    if (structure != null) {
      json.writeName(name);
      StructureJsonWriter.write(json, structure);
    }
  }
}
