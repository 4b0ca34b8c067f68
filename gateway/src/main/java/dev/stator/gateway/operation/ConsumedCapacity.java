package dev.stator.gateway.operation;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.capacity.IndexWriteUnits;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** The units a request used of one table, and of which of its indexes. */
public final class ConsumedCapacity {
  private final String tableName;
  private final Map<String, Double> localIndexes = new TreeMap<>();
  private final Map<String, Double> globalIndexes = new TreeMap<>();
  private double table;

  /**
   * @param tableName as the client named the table
   */
  public ConsumedCapacity(String tableName) {
    this.tableName = tableName;
  }

  /** Whether writes must return both images for {@link #addWrite}. */
  public static boolean hasIndexes(TableSchema schema) {
    return !schema.localIndexes().isEmpty() || !schema.globalIndexes().isEmpty();
  }

  public void addTable(double units) {
    table += units;
  }

  public void addLocalIndex(String name, double units) {
    localIndexes.merge(name, units, Double::sum);
  }

  public void addGlobalIndex(String name, double units) {
    globalIndexes.merge(name, units, Double::sum);
  }

  /** Adds a write whose reply has both images when the table has indexes. */
  public void addWrite(TableSchema schema, Reply reply) {
    addTable(CapacityUnits.write(reply.oldSize(), reply.newSize()));
    for (LocalIndex index : schema.localIndexes()) {
      double units =
          indexUnits(new IndexProjection(schema.keys(), index.keys(), index.projection()), reply);
      if (units > 0) {
        addLocalIndex(index.name(), units);
      }
    }
    for (GlobalIndex index : schema.globalIndexes()) {
      double units =
          indexUnits(new IndexProjection(schema.keys(), index.keys(), index.projection()), reply);
      if (units > 0) {
        addGlobalIndex(index.name(), units);
      }
    }
  }

  double total() {
    return table + sum(localIndexes) + sum(globalIndexes);
  }

  /** Writes the structure {@code ConsumedCapacity} as a value; not to be called for NONE. */
  public void write(JsonGenerator json, CapacityDetail detail) {
    json.writeStartObject();
    json.writeStringProperty("TableName", tableName);
    json.writeNumberProperty("CapacityUnits", total());
    if (detail == CapacityDetail.INDEXES) {
      json.writeName("Table");
      writeUnits(json, table);
      writeIndexes(json, "LocalSecondaryIndexes", localIndexes);
      writeIndexes(json, "GlobalSecondaryIndexes", globalIndexes);
    }
    json.writeEndObject();
  }

  private static double indexUnits(IndexProjection index, Reply reply) {
    return IndexWriteUnits.of(index, reply.oldImage(), reply.newImage());
  }

  private static void writeIndexes(JsonGenerator json, String name, Map<String, Double> indexes) {
    if (indexes.isEmpty()) {
      return;
    }
    json.writeObjectPropertyStart(name);
    indexes.forEach(
        (index, units) -> {
          json.writeName(index);
          writeUnits(json, units);
        });
    json.writeEndObject();
  }

  private static void writeUnits(JsonGenerator json, double units) {
    json.writeStartObject();
    json.writeNumberProperty("CapacityUnits", units);
    json.writeEndObject();
  }

  private static double sum(Map<String, Double> indexes) {
    double sum = 0;
    for (double units : indexes.values()) {
      sum += units;
    }
    return sum;
  }
}
