package dev.stator.gateway.partiql;

import dev.stator.core.codec.Slice;
import dev.stator.core.error.ErrorCode;
import dev.stator.gateway.operation.CapacityDetail;
import dev.stator.gateway.operation.ConsumedCapacity;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Items;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Collects the results of the statements of a batch and answers when all are there. */
final class BatchAnswer {
  private final Exchange exchange;
  private final CapacityDetail detail;
  private final @Nullable Entry[] entries;
  private final Map<String, ConsumedCapacity> capacities = new LinkedHashMap<>();
  private int missing;

  BatchAnswer(Exchange exchange, int count, CapacityDetail detail) {
    this.exchange = exchange;
    this.detail = detail;
    this.entries = new @Nullable Entry[count];
    this.missing = count;
  }

  /**
   * @param tableName null when the statement was refused before its table was asked
   */
  private record Entry(@Nullable String tableName, ItemResult result) {}

  /** What takes the units of statements on a table, null when nobody asks. */
  @Nullable ConsumedCapacity capacityOf(String tableName) {
    return detail == CapacityDetail.NONE
        ? null
        : capacities.computeIfAbsent(tableName, ConsumedCapacity::new);
  }

  /** Takes the result of one statement; the last one sends the answer. */
  void put(int index, @Nullable String tableName, ItemResult result) {
    Slice item = result.item();
    entries[index] =
        new Entry(
            tableName,
            new ItemResult(
                result.error(), result.message(), item == null ? null : item.copy(), null));
    missing--;
    if (missing == 0) {
      write();
    }
  }

  private void write() {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Responses");
      for (Entry entry : entries) {
        if (entry != null) {
          write(json, entry);
        }
      }
      json.writeEndArray();
      if (detail != CapacityDetail.NONE) {
        json.writeArrayPropertyStart("ConsumedCapacity");
        capacities.values().forEach(capacity -> capacity.write(json, detail));
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void write(JsonGenerator json, Entry entry) {
    json.writeStartObject();
    ItemResult result = entry.result;
    ErrorCode error = result.error();
    Slice item = result.item();
    if (error != null) {
      json.writeObjectPropertyStart("Error");
      json.writeStringProperty("Code", code(error));
      json.writeStringProperty("Message", result.message());
      if (item != null) {
        Items.writeProperty(json, "Item", item);
      }
      json.writeEndObject();
    } else if (item != null) {
      Items.writeProperty(json, "Item", item);
    }
    if (entry.tableName != null) {
      json.writeStringProperty("TableName", entry.tableName);
    }
    json.writeEndObject();
  }

  /** The shorter names that errors have inside a batch. */
  static String code(ErrorCode error) {
    return switch (error) {
      case VALIDATION, SERIALIZATION -> "ValidationError";
      case CONDITIONAL_CHECK_FAILED -> "ConditionalCheckFailed";
      case DUPLICATE_ITEM -> "DuplicateItem";
      case RESOURCE_NOT_FOUND, TABLE_NOT_FOUND -> "ResourceNotFound";
      case PROVISIONED_THROUGHPUT_EXCEEDED -> "ProvisionedThroughputExceeded";
      case THROTTLING -> "ThrottlingError";
      case REQUEST_LIMIT_EXCEEDED -> "RequestLimitExceeded";
      case TRANSACTION_CONFLICT -> "TransactionConflict";
      case ITEM_COLLECTION_SIZE_LIMIT_EXCEEDED -> "ItemCollectionSizeLimitExceeded";
      case ACCESS_DENIED -> "AccessDenied";
      default -> "InternalServerError";
    };
  }
}
