package dev.stator.gateway.table;

import static dev.stator.core.throughput.ThroughputQuotas.ACCOUNT_UNITS;
import static dev.stator.core.throughput.ThroughputQuotas.TABLE_UNITS;

import dev.stator.core.engine.Engine;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.GlobalIndex;
import dev.stator.core.model.TableDefinition;
import dev.stator.core.model.Throughput;

/**
 * How much may be provisioned: for one table or global index, and for all of them together, as the
 * service allows a new account.
 */
final class QuotaLimit {
  private QuotaLimit() {}

  /** Refuses the definition of a table with which more would be provisioned than may be. */
  static void check(Engine engine, TableDefinition table) {
    requireTable(table.capacity().provisioned());
    for (GlobalIndex index : table.schema().globalIndexes()) {
      requireTable(index.throughput());
    }
    long reads = 0;
    long writes = 0;
    for (var other : engine.tables().values()) {
      if (!other.definition().name().equals(table.name())) {
        Throughput units = provisioned(other.definition());
        reads += units.readUnits();
        writes += units.writeUnits();
      }
    }
    Throughput units = provisioned(table);
    require("ReadCapacityUnits", reads + units.readUnits(), ACCOUNT_UNITS, "account");
    require("WriteCapacityUnits", writes + units.writeUnits(), ACCOUNT_UNITS, "account");
  }

  private static void requireTable(Throughput units) {
    require("ReadCapacityUnits", units.readUnits(), TABLE_UNITS, "table");
    require("WriteCapacityUnits", units.writeUnits(), TABLE_UNITS, "table");
  }

  private static void require(String member, long units, long most, String owner) {
    if (units > most) {
      throw new RequestException(
          ErrorCode.LIMIT_EXCEEDED,
          "Subscriber limit exceeded: The requested "
              + member
              + " exceed the limit of "
              + most
              + " of the "
              + owner);
    }
  }

  /** What is provisioned for a table and its global indexes together. */
  private static Throughput provisioned(TableDefinition table) {
    long reads = table.capacity().provisioned().readUnits();
    long writes = table.capacity().provisioned().writeUnits();
    for (GlobalIndex index : table.schema().globalIndexes()) {
      reads += index.throughput().readUnits();
      writes += index.throughput().writeUnits();
    }
    return new Throughput(reads, writes);
  }
}
