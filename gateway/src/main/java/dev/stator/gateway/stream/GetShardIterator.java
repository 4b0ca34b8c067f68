package dev.stator.gateway.stream;

import dev.stator.core.engine.ChangesRequest;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.StreamShard;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Finds a place in a shard from which its changes can be read. */
final class GetShardIterator implements Operation {
  /** Where a shard can be read from; named as in requests. */
  private enum Type {
    TRIM_HORIZON,
    LATEST,
    AT_SEQUENCE_NUMBER,
    AFTER_SEQUENCE_NUMBER
  }

  @Override
  public String name() {
    return "GetShardIterator";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    Type type = Type.valueOf(request.requiredString("ShardIteratorType"));
    String sequenceNumber = request.string("SequenceNumber");
    checkSequenceNumber(type, sequenceNumber);
    String arn = request.requiredString("StreamArn");
    TableStream stream = StreamLookup.find(exchange, arn);
    StreamShard shard = StreamLookup.shard(stream, request.requiredString("ShardId"));
    ShardIterator start =
        new ShardIterator(arn, stream, shard, shard.start(), type == Type.TRIM_HORIZON);
    ChangesRequest search = search(type, sequenceNumber, start);
    if (search == null) {
      write(exchange, start);
    } else {
      exchange.session().changes(search, exchange.guard(reply -> write(exchange, start, reply)));
    }
  }

  private static void checkSequenceNumber(Type type, @Nullable String sequenceNumber) {
    boolean needed = type == Type.AT_SEQUENCE_NUMBER || type == Type.AFTER_SEQUENCE_NUMBER;
    if (needed && sequenceNumber == null) {
      throw RequestException.validation(
          "One or more parameter values were invalid: SequenceNumber must be specified for"
              + " ShardIteratorType "
              + type);
    }
    if (!needed && sequenceNumber != null) {
      throw RequestException.validation(
          "One or more parameter values were invalid: SequenceNumber must not be specified for"
              + " ShardIteratorType "
              + type);
    }
  }

  /** What must be asked of the partition; null when the start of the shard is the place. */
  private static @Nullable ChangesRequest search(
      Type type, @Nullable String sequenceNumber, ShardIterator start) {
    TableStream stream = start.stream();
    StreamShard shard = start.shard();
    if (sequenceNumber != null) {
      long location =
          new RecordIdentity(stream.stream(), shard.partition()).locationOf(sequenceNumber);
      return new ChangesRequest.Change(stream, shard, location, type == Type.AFTER_SEQUENCE_NUMBER);
    }
    return type == Type.LATEST ? new ChangesRequest.Latest(stream, shard) : null;
  }

  private static void write(Exchange exchange, ShardIterator start, Reply reply) {
    ErrorCode error = reply.error();
    if (error != null) {
      exchange.fail(reply);
      return;
    }
    write(exchange, start.at(reply.position(), false));
  }

  private static void write(Exchange exchange, ShardIterator iterator) {
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeStringProperty("ShardIterator", iterator.encode(exchange.engine().nowMs()));
      json.writeEndObject();
    }
    exchange.ok();
  }
}
