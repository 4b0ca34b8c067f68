package dev.stator.gateway.table;

import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.Projection;
import dev.stator.core.model.TableOptions;
import dev.stator.core.model.Throughput;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes the parts that descriptions of tables and of their backups have in common. */
public final class DescriptionParts {
  private final JsonGenerator json;

  public DescriptionParts(JsonGenerator json) {
    this.json = json;
  }

  public void keys(KeySchema keys) {
    json.writeArrayPropertyStart("KeySchema");
    writeKeyPart(keys.hash(), "HASH");
    writeKeyPart(keys.range(), "RANGE");
    json.writeEndArray();
  }

  private void writeKeyPart(List<KeyAttribute> part, String type) {
    for (KeyAttribute key : part) {
      json.writeStartObject();
      json.writeStringProperty("AttributeName", key.name());
      json.writeStringProperty("KeyType", type);
      json.writeEndObject();
    }
  }

  public void projection(Projection projection) {
    json.writeObjectPropertyStart("Projection");
    json.writeStringProperty("ProjectionType", projection.type().name());
    if (projection.type() == Projection.Type.INCLUDE) {
      json.writeArrayPropertyStart("NonKeyAttributes");
      projection.nonKeyAttributes().forEach(json::writeString);
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** The members of a ProvisionedThroughput. */
  public void units(Throughput throughput) {
    json.writeNumberProperty("ReadCapacityUnits", throughput.readUnits());
    json.writeNumberProperty("WriteCapacityUnits", throughput.writeUnits());
  }

  /** The OnDemandThroughput, if there is one to give. */
  public void onDemandMaximum(@Nullable Throughput maximum) {
    if (maximum != null && (maximum.readUnits() >= 0 || maximum.writeUnits() >= 0)) {
      json.writeObjectPropertyStart("OnDemandThroughput");
      json.writeNumberProperty("MaxReadRequestUnits", maximum.readUnits());
      json.writeNumberProperty("MaxWriteRequestUnits", maximum.writeUnits());
      json.writeEndObject();
    }
  }

  /** The specification of the stream under this name, if there is one to give. */
  public void stream(String name, TableOptions options) {
    if (options.streamViewType() != null) {
      json.writeObjectPropertyStart(name);
      json.writeBooleanProperty("StreamEnabled", true);
      json.writeStringProperty("StreamViewType", options.streamViewType());
      json.writeEndObject();
    }
  }

  /** The SSEDescription, if there is one to give. */
  public void encryption(TableOptions options) {
    if (options.encryption() != null) {
      json.writeObjectPropertyStart("SSEDescription");
      json.writeStringProperty("Status", "ENABLED");
      json.writeStringProperty("SSEType", options.encryption());
      if (options.encryptionKey() != null) {
        json.writeStringProperty("KMSMasterKeyArn", options.encryptionKey());
      }
      json.writeEndObject();
    }
  }

  public void time(String name, long epochMs) {
    json.writeName(name);
    json.writeNumber(BigDecimal.valueOf(epochMs, 3));
  }
}
