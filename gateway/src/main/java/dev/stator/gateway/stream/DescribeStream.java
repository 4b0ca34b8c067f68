package dev.stator.gateway.stream;

import dev.stator.core.engine.TableStream;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.StreamShard;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** Describes a stream and its shards, a page of them at a time. */
final class DescribeStream implements Operation {
  private static final int MAX_PAGE = 100;

  @Override
  public String name() {
    return "DescribeStream";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    int limit = PageLimit.of(request, MAX_PAGE);
    Structure filter = request.structure("ShardFilter");
    if (filter != null && !(filter.has("Type") && filter.has("ShardId"))) {
      throw RequestException.validation(
          "One or more parameter values were invalid: ShardFilter requires Type and ShardId");
    }
    String arn = request.requiredString("StreamArn");
    TableStream stream = StreamLookup.find(exchange, arn);
    List<StreamShard> rest =
        stream.stream().shards().stream()
            .filter(wanted(request, stream))
            .sorted(Comparator.comparingLong(StreamShard::partition))
            .toList();
    List<StreamShard> page = rest.stream().limit(limit).toList();
    write(exchange, arn, stream, page, rest.size() > page.size());
  }

  private static Predicate<StreamShard> wanted(Structure request, TableStream stream) {
    String start = request.string("ExclusiveStartShardId");
    Structure filter = request.structure("ShardFilter");
    long parent =
        filter == null
            ? 0
            : StreamLookup.shard(stream, filter.requiredString("ShardId")).partition();
    return shard ->
        (start == null || ShardIds.of(stream.stream(), shard.partition()).compareTo(start) > 0)
            && (filter == null || shard.parent() == parent);
  }

  private static void write(
      Exchange exchange, String arn, TableStream stream, List<StreamShard> page, boolean more) {
    ChangeStream described = stream.stream();
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeObjectPropertyStart("StreamDescription");
      json.writeStringProperty("StreamArn", arn);
      json.writeStringProperty("StreamLabel", described.label());
      json.writeStringProperty("StreamStatus", described.isEnabled() ? "ENABLED" : "DISABLED");
      json.writeStringProperty("StreamViewType", described.view().name());
      json.writeName("CreationRequestDateTime");
      json.writeNumber(BigDecimal.valueOf(described.createdMs(), 3));
      json.writeStringProperty("TableName", stream.tableName());
      writeKeys(json, stream.table().keys());
      json.writeArrayPropertyStart("Shards");
      page.forEach(shard -> writeShard(json, described, shard));
      json.writeEndArray();
      if (more) {
        json.writeStringProperty(
            "LastEvaluatedShardId", ShardIds.of(described, page.getLast().partition()));
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    exchange.ok();
  }

  private static void writeKeys(JsonGenerator json, KeySchema keys) {
    json.writeArrayPropertyStart("KeySchema");
    keys.hash().forEach(key -> writeKey(json, key, "HASH"));
    keys.range().forEach(key -> writeKey(json, key, "RANGE"));
    json.writeEndArray();
  }

  private static void writeKey(JsonGenerator json, KeyAttribute key, String type) {
    json.writeStartObject();
    json.writeStringProperty("AttributeName", key.name());
    json.writeStringProperty("KeyType", type);
    json.writeEndObject();
  }

  private static void writeShard(JsonGenerator json, ChangeStream stream, StreamShard shard) {
    RecordIdentity identity = new RecordIdentity(stream, shard.partition());
    json.writeStartObject();
    json.writeStringProperty("ShardId", ShardIds.of(stream, shard.partition()));
    json.writeObjectPropertyStart("SequenceNumberRange");
    json.writeStringProperty("StartingSequenceNumber", identity.sequenceNumber(shard.start()));
    if (!shard.isOpen()) {
      json.writeStringProperty("EndingSequenceNumber", identity.sequenceNumber(shard.end()));
    }
    json.writeEndObject();
    if (shard.parent() != 0) {
      json.writeStringProperty("ParentShardId", ShardIds.of(stream, shard.parent()));
    }
    json.writeEndObject();
  }
}
