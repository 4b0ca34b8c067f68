package dev.stator.gateway.backup;

import dev.stator.core.backup.SnapshotKind;
import dev.stator.core.backup.SnapshotManifest;
import dev.stator.core.engine.Backup;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.table.DescriptionParts;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Writes what is told of a backup. */
final class BackupDescriptionWriter {
  private final JsonGenerator json;
  private final DescriptionParts parts;
  private final Backup backup;
  private final SnapshotManifest manifest;
  private final TableDefinition table;
  private final String region;

  BackupDescriptionWriter(JsonGenerator json, Backup backup, String region) {
    this.json = json;
    this.parts = new DescriptionParts(json);
    this.backup = backup;
    this.manifest = backup.manifest();
    this.table = manifest.table();
    this.region = region;
  }

  static String status(Backup backup) {
    return backup.available() ? "AVAILABLE" : "CREATING";
  }

  /** Ends the exchange with the details of the backup. */
  static void answerDetails(Exchange exchange, Backup backup) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      new BackupDescriptionWriter(json, backup, exchange.region()).writeDetails(status(backup));
      json.writeEndObject();
    }
    exchange.ok();
  }

  /** Ends the exchange with all that is known of the backup. */
  static void answer(Exchange exchange, Backup backup, String status) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      new BackupDescriptionWriter(json, backup, exchange.region()).write(status);
      json.writeEndObject();
    }
    exchange.ok();
  }

  private void write(String status) {
    json.writeObjectPropertyStart("BackupDescription");
    writeDetails(status);
    writeTable();
    writeFeatures();
    json.writeEndObject();
  }

  private void writeDetails(String status) {
    json.writeObjectPropertyStart("BackupDetails");
    writeCommon(status);
    json.writeEndObject();
  }

  /** One entry of a list of backups. */
  void writeSummary() {
    json.writeStartObject();
    json.writeStringProperty("TableName", table.name());
    json.writeStringProperty("TableId", table.id());
    json.writeStringProperty("TableArn", Arns.table(region, table.name()));
    writeCommon(status(backup));
    json.writeEndObject();
  }

  private void writeCommon(String status) {
    json.writeStringProperty("BackupArn", Arns.backup(region, table.name(), backup.id()));
    json.writeStringProperty("BackupName", manifest.name());
    json.writeStringProperty("BackupStatus", status);
    json.writeStringProperty("BackupType", manifest.kind().name());
    json.writeNumberProperty("BackupSizeBytes", manifest.itemBytes());
    parts.time("BackupCreationDateTime", manifest.createdMs());
    if (manifest.kind() == SnapshotKind.SYSTEM) {
      parts.time("BackupExpiryDateTime", backup.expiresMs());
    }
  }

  private void writeTable() {
    json.writeObjectPropertyStart("SourceTableDetails");
    json.writeStringProperty("TableName", table.name());
    json.writeStringProperty("TableId", table.id());
    json.writeStringProperty("TableArn", Arns.table(region, table.name()));
    json.writeNumberProperty("TableSizeBytes", manifest.itemBytes());
    json.writeNumberProperty("ItemCount", manifest.itemCount());
    parts.keys(table.schema().keys());
    parts.time("TableCreationDateTime", table.createdMs());
    json.writeStringProperty("BillingMode", table.capacity().billingMode().name());
    json.writeObjectPropertyStart("ProvisionedThroughput");
    parts.units(table.capacity().provisioned());
    json.writeEndObject();
    parts.onDemandMaximum(table.capacity().onDemandMaximum());
    json.writeEndObject();
  }

  private void writeFeatures() {
    TableOptions options = table.options();
    json.writeObjectPropertyStart("SourceTableFeatureDetails");
    writeLocalIndexes(table.schema().localIndexes());
    writeGlobalIndexes(table.schema().globalIndexes());
    parts.stream("StreamDescription", options);
    String attribute = options.timeToLive().attribute();
    if (attribute != null) {
      json.writeObjectPropertyStart("TimeToLiveDescription");
      json.writeStringProperty("TimeToLiveStatus", "ENABLED");
      json.writeStringProperty("AttributeName", attribute);
      json.writeEndObject();
    }
    parts.encryption(options);
    json.writeEndObject();
  }

  private void writeLocalIndexes(List<LocalIndex> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("LocalSecondaryIndexes");
    for (LocalIndex index : indexes) {
      json.writeStartObject();
      json.writeStringProperty("IndexName", index.name());
      parts.keys(index.keys());
      parts.projection(index.projection());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeGlobalIndexes(List<GlobalIndex> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    json.writeArrayPropertyStart("GlobalSecondaryIndexes");
    for (GlobalIndex index : indexes) {
      json.writeStartObject();
      json.writeStringProperty("IndexName", index.name());
      parts.keys(index.keys());
      parts.projection(index.projection());
      json.writeObjectPropertyStart("ProvisionedThroughput");
      parts.units(index.throughput());
      json.writeEndObject();
      parts.onDemandMaximum(index.onDemandMaximum());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
