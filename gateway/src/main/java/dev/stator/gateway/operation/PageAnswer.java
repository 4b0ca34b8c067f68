package dev.stator.gateway.operation;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.stator.core.capacity.CapacityUnits;
import dev.stator.core.codec.Slice;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.ResponseBuffer;
import org.agrona.DirectBuffer;
import tools.jackson.core.JsonGenerator;

/** Writes what Query and Scan answer. */
record PageAnswer(PageSource source, PageParameters parameters) {

  void write(Exchange exchange, Reply reply) {
    if (reply.error() != null) {
      exchange.fail(reply);
      return;
    }
    ResponseBuffer body = exchange.body();
    body.expect(reply.pageLength() + reply.pageLength() / 8);
    try (JsonGenerator json = body.openGenerator()) {
      json.writeStartObject();
      if (parameters.select() != Select.COUNT) {
        writeItems(json, reply);
      }
      json.writeNumberProperty("Count", reply.count());
      json.writeNumberProperty("ScannedCount", reply.scannedCount());
      Slice lastKey = reply.lastKey();
      if (lastKey != null) {
        Items.writeProperty(json, "LastEvaluatedKey", lastKey);
      }
      if (parameters.capacity() != CapacityDetail.NONE) {
        json.writeName("ConsumedCapacity");
        capacity(reply).write(json, parameters.capacity());
      }
      json.writeEndObject();
    }
    exchange.gives(reply.count(), reply.pageLength());
    exchange.ok();
  }

  private static void writeItems(JsonGenerator json, Reply reply) {
    json.writeArrayPropertyStart("Items");
    DirectBuffer page = reply.buffer();
    int end = reply.pageLength();
    int position = 0;
    while (position < end) {
      int length = page.getInt(position, LITTLE_ENDIAN);
      position += Integer.BYTES;
      Items.write(json, page, position, length);
      position += length;
    }
    json.writeEndArray();
  }

  private ConsumedCapacity capacity(Reply reply) {
    ConsumedCapacity capacity = new ConsumedCapacity(parameters.tableName());
    double units = CapacityUnits.read(reply.evaluatedSize(), parameters.consistent());
    String index = source.index();
    if (index == null) {
      capacity.addTable(units);
    } else if (source.kind() == PageSource.Kind.GLOBAL_INDEX) {
      capacity.addGlobalIndex(index, units);
    } else {
      capacity.addLocalIndex(index, units);
      capacity.addTable(CapacityUnits.ofBlocks(reply.fetchedUnits(), parameters.consistent()));
    }
    return capacity;
  }
}
