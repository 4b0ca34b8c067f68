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
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The units a request used of one table, and of which of its indexes. */
public final class ConsumedCapacity {
  /** A transaction reads or writes each item twice: to prepare and to commit. */
  private static final int TRANSACTION_FACTOR = 2;

  private final String tableName;
  private final @Nullable String kindOfUnits;
  private final Map<String, Double> localIndexes = new TreeMap<>();
  private final Map<String, Double> globalIndexes = new TreeMap<>();
  private double table;

  /**
   * @param tableName as the client named the table
   */
  public ConsumedCapacity(String tableName) {
    this(tableName, null);
  }

  private ConsumedCapacity(String tableName, @Nullable String kindOfUnits) {
    this.tableName = tableName;
    this.kindOfUnits = kindOfUnits;
  }

  /** What a transaction uses that reads; it tells its units twice, as such and by their kind. */
  public static ConsumedCapacity ofTransactRead(String tableName) {
    return new ConsumedCapacity(tableName, "ReadCapacityUnits");
  }

  /** What a transaction uses that writes. */
  public static ConsumedCapacity ofTransactWrite(String tableName) {
    return new ConsumedCapacity(tableName, "WriteCapacityUnits");
  }

  /** Whether writes cost more than the item itself. */
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

  /** Adds the read of an item of so many bytes in a transaction. */
  public void addTransactRead(long size) {
    addTable(TRANSACTION_FACTOR * CapacityUnits.read(size, true));
  }

  /** Adds a write in a transaction, which costs more of the table and not of the indexes. */
  public void addTransactWrite(TableSchema schema, Reply reply) {
    addTable(TRANSACTION_FACTOR * CapacityUnits.write(reply.oldSize(), reply.newSize()));
    addIndexes(schema, reply);
  }

  /** Adds a write whose reply has both images when the table has indexes. */
  public void addWrite(TableSchema schema, Reply reply) {
    addTable(CapacityUnits.write(reply.oldSize(), reply.newSize()));
    addIndexes(schema, reply);
  }

  private void addIndexes(TableSchema schema, Reply reply) {
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
    writeCount(json, total());
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

  private void writeIndexes(JsonGenerator json, String name, Map<String, Double> indexes) {
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

  private void writeUnits(JsonGenerator json, double units) {
    json.writeStartObject();
    writeCount(json, units);
    json.writeEndObject();
  }

  private void writeCount(JsonGenerator json, double units) {
    json.writeNumberProperty("CapacityUnits", units);
    if (kindOfUnits != null) {
      json.writeNumberProperty(kindOfUnits, units);
    }
  }

  private static double sum(Map<String, Double> indexes) {
    double sum = 0;
    for (double units : indexes.values()) {
      sum += units;
    }
    return sum;
  }
}
