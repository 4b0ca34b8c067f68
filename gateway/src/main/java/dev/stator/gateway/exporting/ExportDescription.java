package dev.stator.gateway.exporting;

import dev.stator.gateway.json.Structure;
import dev.stator.gateway.json.StructureJsonWriter;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.transfer.Failure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** An export as ExportTableToPointInTime and DescribeExport tell it. */
final class ExportDescription {
  private static final double MS_PER_S = 1000.0;

  private ExportDescription() {}

  static void answer(Exchange exchange, Exports exports, ExportRecord record) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("ExportDescription");
      json.writeStringProperty("ExportArn", exports.arn(record));
      json.writeStringProperty("ExportStatus", record.status().name());
      json.writeNumberProperty("StartTime", record.startMs() / MS_PER_S);
      json.writeStringProperty("TableArn", exports.tableArn(record));
      json.writeStringProperty("TableId", record.tableId());
      json.writeStringProperty("ClientToken", record.token());
      writeRequest(json, record);
      writeEnd(json, record);
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void writeRequest(JsonGenerator json, ExportRecord record) {
    Structure request = record.request();
    if (record.period().isFull()) {
      json.writeNumberProperty("ExportTime", record.period().toMs() / MS_PER_S);
    }
    json.writeStringProperty("S3Bucket", record.bucket());
    writeOptional(json, "S3BucketOwner", request.string("S3BucketOwner"));
    writeOptional(json, "S3Prefix", request.string("S3Prefix"));
    json.writeStringProperty("ExportFormat", record.format());
    writeOptional(json, "ExportType", request.string("ExportType"));
    writeOptional(json, "IncrementalExportSpecification", request);
    writeOptional(json, "FilterSpecification", request);
  }

  private static void writeEnd(JsonGenerator json, ExportRecord record) {
    if (record.isRunning()) {
      return;
    }
    json.writeNumberProperty("EndTime", record.endMs() / MS_PER_S);
    Failure failure = record.failure();
    if (failure == null) {
      json.writeStringProperty("ExportManifest", Manifests.summaryKey(record));
      json.writeNumberProperty("BilledSizeBytes", record.bytes());
      json.writeNumberProperty("ItemCount", record.items());
    } else {
      json.writeStringProperty("FailureCode", failure.code());
      json.writeStringProperty("FailureMessage", failure.message());
    }
  }

  private static void writeOptional(JsonGenerator json, String name, Structure request) {
    Structure value = request.structure(name);
    if (value != null) {
      json.writeName(name);
      StructureJsonWriter.write(json, value);
    }
  }

  private static void writeOptional(JsonGenerator json, String name, @Nullable String value) {
    if (value != null) {
      json.writeStringProperty(name, value);
    }
  }
}
