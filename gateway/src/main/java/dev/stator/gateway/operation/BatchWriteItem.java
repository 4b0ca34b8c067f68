package dev.stator.gateway.operation;

import dev.stator.core.codec.Slice;
import dev.stator.core.engine.DeleteRequest;
import dev.stator.core.engine.PutRequest;
import dev.stator.core.engine.Session;
import dev.stator.core.engine.Table;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.Limits;
import dev.stator.core.model.TableSchema;
import dev.stator.core.partition.ReplyHandler;
import dev.stator.gateway.json.AttributeMap;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Puts and deletes up to 25 items, of one or several tables, each on its own. */
final class BatchWriteItem implements Operation {
  private static final String EMPTY =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  private static final String MULTIPLE =
      "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
          + " supported datatypes";

  @Override
  public String name() {
    return "BatchWriteItem";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    List<TableWrites> batch = read(request);
    List<Table> tables = new ArrayList<>(batch.size());
    for (TableWrites writes : batch) {
      Table table = TableLookup.find(exchange, writes.tableName);
      check(table.definition().schema(), writes);
      tables.add(table);
    }
    WriteOptions options = WriteOptions.readBatch(request);
    BatchWrites answer = new BatchWrites(exchange, batch, tables, options);
    for (int i = 0; i < batch.size(); i++) {
      List<Write> writes = batch.get(i).writes;
      for (int w = 0; w < writes.size(); w++) {
        command(
            exchange.session(),
            tables.get(i),
            writes.get(w),
            options.images(),
            exchange.guard(answer.handler(i, w)));
      }
    }
  }

  /** The writes to one table. */
  record TableWrites(String tableName, List<Write> writes) {}

  /**
   * One write.
   *
   * @param attributes the item to put, or the key to delete
   * @param copy the same, valid beyond this request's reading
   * @param itemSize of an item to put
   */
  record Write(boolean isPut, AttributeMap attributes, Slice copy, int itemSize) {}

  private static List<TableWrites> read(Structure request) {
    ConstraintChecker.check(request);
    List<TableWrites> batch = new ArrayList<>();
    Map<String, List<Structure>> items = request.structureLists("RequestItems");
    if (items != null) {
      checkCount(items);
      items.forEach((table, writes) -> batch.add(new TableWrites(table, read(writes))));
    }
    return batch;
  }

  /** Constraints of the model hold for each table; this one for all together. */
  private static void checkCount(Map<String, List<Structure>> items) {
    int count = 0;
    for (List<Structure> writes : items.values()) {
      count += writes.size();
    }
    if (count > Limits.MAX_BATCH_WRITE_ITEMS) {
      throw RequestException.validation("Too many items requested for the BatchWriteItem call");
    }
  }

  private static List<Write> read(List<Structure> requests) {
    List<Write> writes = new ArrayList<>(requests.size());
    for (Structure request : requests) {
      Structure put = request.structure("PutRequest");
      Structure delete = request.structure("DeleteRequest");
      if (put != null && delete != null) {
        throw RequestException.validation(MULTIPLE);
      }
      if (put != null) {
        AttributeMap item = RequestChecks.attributes(put, "Item");
        int size = RequestChecks.itemSize(item.item());
        writes.add(new Write(true, item, item.item().copy(), size));
      } else if (delete != null) {
        AttributeMap key = RequestChecks.attributes(delete, "Key");
        writes.add(new Write(false, key, key.item().copy(), 0));
      } else {
        throw RequestException.validation(EMPTY);
      }
    }
    return writes;
  }

  private static void check(TableSchema schema, TableWrites table) {
    List<Slice> items = new ArrayList<>(table.writes.size());
    for (Write write : table.writes) {
      if (write.isPut) {
        KeyChecks.keyOfBatchedItem(schema.keys(), write.attributes.item());
        IndexKeyChecks.item(schema, write.attributes.item());
      } else {
        KeyChecks.key(schema.keys(), write.attributes);
      }
      items.add(write.attributes.item());
    }
    BatchKeys.checkDistinct(schema.keys(), items);
  }

  private static void command(
      Session session, Table table, Write write, int images, ReplyHandler handler) {
    Slice attributes = write.attributes.item();
    if (write.isPut) {
      session.put(new PutRequest(table, attributes, write.itemSize, null, images), handler);
    } else {
      session.delete(new DeleteRequest(table, attributes, null, images), handler);
    }
  }
}
