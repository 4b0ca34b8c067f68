package dev.stator.gateway.table;

import dev.stator.core.engine.Table;
import dev.stator.core.model.BillingMode;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.RestoredFrom;
import dev.stator.core.model.TableCapacity;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.TableStatus;
import dev.stator.core.model.Throughput;
import dev.stator.core.model.ThroughputChanges;
import dev.stator.core.throughput.ResourceThroughput;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the description of a table. */
public final class TableDescriptionWriter {

  private final JsonGenerator json;
  private final DescriptionParts parts;
  private final Table table;
  private final TableDefinition definition;
  private final String region;
  private final String arn;

  private TableDescriptionWriter(JsonGenerator json, Table table, String region) {
    this.json = json;
    this.parts = new DescriptionParts(json);
    this.table = table;
    this.definition = table.definition();
    this.region = region;
    this.arn = Arns.table(region, definition.name());
  }

  /** Ends the exchange with the description as the one member of the answer. */
  public static void answer(Exchange exchange, String member, Table table) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeName(member);
      new TableDescriptionWriter(json, table, exchange.region()).write();
      json.writeEndObject();
    }
    exchange.ok();
  }

  private void write() {
    json.writeStartObject();
    writeAttributes();
    json.writeStringProperty("TableName", definition.name());
    parts.keys(definition.schema().keys());
    json.writeStringProperty("TableStatus", definition.status().name());
    parts.time("CreationDateTime", definition.createdMs());
    writeCapacity(definition.capacity());
    json.writeNumberProperty("TableSizeBytes", table.sizeBytes());
    json.writeNumberProperty("ItemCount", table.itemCount());
    json.writeStringProperty("TableArn", arn);
    json.writeStringProperty("TableId", definition.id());
    writeLocalIndexes(definition.schema().localIndexes());
    writeGlobalIndexes(definition.schema().globalIndexes());
    writeStream(definition.options());
    writeOptions(definition.options());
    writeRestored(definition.restored());
    json.writeEndObject();
  }

  private void writeAttributes() {
    json.writeArrayPropertyStart("AttributeDefinitions");
    for (KeyAttribute attribute : definition.schema().attributes()) {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", attribute.name());
      json.writeStringProperty("AttributeType", attribute.type().name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeCapacity(TableCapacity capacity) {
    writeProvisioned(capacity.provisioned(), capacity.changes());
    if (capacity.lastOnDemandMs() > 0 || capacity.billingMode() == BillingMode.PAY_PER_REQUEST) {
      json.writeObjectPropertyStart("BillingModeSummary");
      json.writeStringProperty("BillingMode", capacity.billingMode().name());
      parts.time("LastUpdateToPayPerRequestDateTime", capacity.lastOnDemandMs());
      json.writeEndObject();
    }
    parts.onDemandMaximum(capacity.onDemandMaximum());
    writeWarm(
        capacity.warm(),
        capacity.provisioned(),
        table.throughput().table(),
        definition.status().name());
  }

  private void writeProvisioned(Throughput units, ThroughputChanges changes) {
    json.writeObjectPropertyStart("ProvisionedThroughput");
    if (changes.lastIncreaseMs() > 0) {
      parts.time("LastIncreaseDateTime", changes.lastIncreaseMs());
    }
    if (changes.lastDecreaseMs() > 0) {
      parts.time("LastDecreaseDateTime", changes.lastDecreaseMs());
    }
    json.writeNumberProperty(
        "NumberOfDecreasesToday", changes.decreasesOnDayOf(System.currentTimeMillis()));
    parts.units(units);
    json.writeEndObject();
  }

  private void writeWarm(
      @Nullable Throughput given,
      Throughput provisioned,
      @Nullable ResourceThroughput grown,
      String status) {
    Throughput warm = WarmThroughput.of(given, provisioned, definition.capacity().billingMode());
    long reads = grown == null ? 0 : grown.reads().capability();
    long writes = grown == null ? 0 : grown.writes().capability();
    json.writeObjectPropertyStart("WarmThroughput");
    json.writeNumberProperty("ReadUnitsPerSecond", Math.max(reads, warm.readUnits()));
    json.writeNumberProperty("WriteUnitsPerSecond", Math.max(writes, warm.writeUnits()));
    json.writeStringProperty("Status", status.equals("ACTIVE") ? "ACTIVE" : "UPDATING");
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
      json.writeNumberProperty("IndexSizeBytes", table.sizeBytes());
      json.writeNumberProperty("ItemCount", table.itemCount());
      json.writeStringProperty("IndexArn", arn + "/index/" + index.name());
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
      json.writeStringProperty("IndexStatus", index.status().name());
      if (index.backfilling()) {
        json.writeBooleanProperty("Backfilling", true);
      }
      writeProvisioned(index.throughput(), index.changes());
      json.writeNumberProperty("IndexSizeBytes", table.indexSizeBytes(index.name()));
      json.writeNumberProperty("ItemCount", table.indexItemCount(index.name()));
      json.writeStringProperty("IndexArn", arn + "/index/" + index.name());
      parts.onDemandMaximum(index.onDemandMaximum());
      writeWarm(
          index.warm(),
          index.throughput(),
          table.throughput().index(index.name()),
          index.status().name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writeStream(TableOptions options) {
    parts.stream("StreamSpecification", options);
    if (options.streamLabel() != null) {
      json.writeStringProperty("LatestStreamLabel", options.streamLabel());
      json.writeStringProperty(
          "LatestStreamArn", Arns.stream(region, definition.name(), options.streamLabel()));
    }
  }

  private void writeRestored(@Nullable RestoredFrom from) {
    if (from != null) {
      json.writeObjectPropertyStart("RestoreSummary");
      if (from.backup() != null) {
        json.writeStringProperty(
            "SourceBackupArn", Arns.backup(region, from.table(), from.backup()));
      }
      json.writeStringProperty("SourceTableArn", Arns.table(region, from.table()));
      parts.time("RestoreDateTime", from.timeMs());
      json.writeBooleanProperty("RestoreInProgress", definition.status() == TableStatus.CREATING);
      json.writeEndObject();
    }
  }

  private void writeOptions(TableOptions options) {
    if (options.tableClass() != null) {
      json.writeObjectPropertyStart("TableClassSummary");
      json.writeStringProperty("TableClass", options.tableClass());
      json.writeEndObject();
    }
    parts.encryption(options);
    json.writeBooleanProperty("DeletionProtectionEnabled", options.deletionProtection());
  }
}
