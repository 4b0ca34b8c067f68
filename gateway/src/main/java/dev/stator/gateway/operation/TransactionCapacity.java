package dev.stator.gateway.operation;

import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** The units that the items of a transaction use, by table. */
public final class TransactionCapacity {
  private final CapacityDetail detail;
  private final List<Target> targets = new ArrayList<>();

  /** Where an item of the transaction is. */
  private record Target(String tableName, TableSchema schema) {}

  /**
   * @param detail what shall be told; NONE for nothing
   */
  public TransactionCapacity(CapacityDetail detail) {
    this.detail = detail;
  }

  /**
   * Takes the next item of the transaction.
   *
   * @param tableName as the client named the table
   */
  public void add(String tableName, TableSchema schema) {
    targets.add(new Target(tableName, schema));
  }

  /** Writes the member {@code ConsumedCapacity} for the reply to a transaction that reads. */
  public void writeReads(JsonGenerator json, Reply reply) {
    if (detail != CapacityDetail.NONE) {
      Map<String, ConsumedCapacity> tables = new LinkedHashMap<>();
      for (int i = 0; i < targets.size(); i++) {
        Reply part = reply.parts().get(i);
        tables
            .computeIfAbsent(targets.get(i).tableName, ConsumedCapacity::ofTransactRead)
            .addTransactRead(Math.max(part.oldSize(), part.newSize()));
      }
      BatchProgress.writeCapacity(json, List.copyOf(tables.values()), detail);
    }
  }

  /**
   * Writes the member for the reply to a transaction that writes; one that was carried out before
   * used units of reading.
   */
  public void writeWrites(JsonGenerator json, Reply reply) {
    if (reply.replayed()) {
      writeReads(json, reply);
    } else if (detail != CapacityDetail.NONE) {
      Map<String, ConsumedCapacity> tables = new LinkedHashMap<>();
      for (int i = 0; i < targets.size(); i++) {
        tables
            .computeIfAbsent(targets.get(i).tableName, ConsumedCapacity::ofTransactWrite)
            .addTransactWrite(targets.get(i).schema, reply.parts().get(i));
      }
      BatchProgress.writeCapacity(json, List.copyOf(tables.values()), detail);
    }
  }
}
