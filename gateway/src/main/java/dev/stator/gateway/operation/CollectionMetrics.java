package dev.stator.gateway.operation;

import dev.stator.core.capacity.CollectionSize;
import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.Slice;
import dev.stator.core.codec.ValueScanner;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.TableSchema;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The item collection a write touched, told only of tables with local indexes.
 *
 * @param key the partition key as an item of its own
 */
record CollectionMetrics(Slice key) {
  /** The collection of an item or key of this table; null when it has none. */
  static @Nullable CollectionMetrics of(TableSchema schema, Slice item) {
    if (schema.localIndexes().isEmpty()) {
      return null;
    }
    ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(buffer, 0);
    for (KeyAttribute attribute : schema.keys().hash()) {
      int value = KeyChecks.find(attribute, item);
      writer.name(attribute.name());
      writer.value(item.buffer(), value, ValueScanner.length(item.buffer(), value));
    }
    return new CollectionMetrics(new Slice(buffer, 0, writer.position()));
  }

  /** Writes the structure {@code ItemCollectionMetrics} as a value. */
  void write(JsonGenerator json, long bytes) {
    json.writeStartObject();
    json.writeName("ItemCollectionKey");
    Items.write(json, key);
    json.writeArrayPropertyStart("SizeEstimateRangeGB");
    json.writeNumber((double) CollectionSize.lowerGigabytes(bytes));
    json.writeNumber((double) CollectionSize.upperGigabytes(bytes));
    json.writeEndArray();
    json.writeEndObject();
  }
}
