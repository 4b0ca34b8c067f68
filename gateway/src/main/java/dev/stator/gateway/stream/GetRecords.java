package dev.stator.gateway.stream;

import dev.stator.core.engine.ChangesRequest;
import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.json.ConstraintChecker;
import dev.stator.gateway.json.Structure;
import dev.stator.gateway.operation.Exchange;
import dev.stator.gateway.operation.Operation;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** Reads the changes in a shard from a place on. */
final class GetRecords implements Operation {
  private static final int MAX_RECORDS = 1000;

  @Override
  public String name() {
    return "GetRecords";
  }

  @Override
  public void handle(Structure request, Exchange exchange) {
    ConstraintChecker.check(request);
    int limit = PageLimit.of(request, MAX_RECORDS);
    ShardIterator from = ShardIterator.decode(exchange, request.requiredString("ShardIterator"));
    exchange
        .session()
        .changes(
            new ChangesRequest.Page(
                from.stream(), from.shard(), from.position(), from.skipsTrimmed(), limit),
            exchange.guard(reply -> write(exchange, from, reply)));
  }

  private static void write(Exchange exchange, ShardIterator from, Reply reply) {
    ErrorCode error = reply.error();
    if (error != null) {
      exchange.fail(reply);
      return;
    }
    long lastMicros;
    try (JsonGenerator json = exchange.body().openGenerator()) {
      json.writeStartObject();
      json.writeArrayPropertyStart("Records");
      RecordWriter records =
          new RecordWriter(
              json, exchange.region(), from.stream().stream(), from.shard().partition());
      records.writeAll(reply);
      lastMicros = records.lastMicros();
      json.writeEndArray();
      if (reply.position() < from.shard().end()) {
        ShardIterator next = from.at(reply.position(), from.skipsTrimmed() && reply.count() == 0);
        json.writeStringProperty("NextShardIterator", next.encode(exchange.engine().nowMs()));
      }
      json.writeEndObject();
    }
    exchange.about(from.stream().table());
    exchange.gives(reply.count(), exchange.body().length());
    tellLag(exchange, from.stream(), reply, lastMicros);
    exchange.ok();
  }

  /** A page without changes that is not the last one does not tell how old the next change is. */
  private static void tellLag(Exchange exchange, TableStream stream, Reply reply, long lastMicros) {
    if (reply.unreadBytes() == 0) {
      exchange.isBehind(stream, 0, 0);
    } else if (lastMicros > 0) {
      long lastMs = TimeUnit.MICROSECONDS.toMillis(lastMicros);
      exchange.isBehind(
          stream, Math.max(0, exchange.engine().nowMs() - lastMs), reply.unreadBytes());
    }
  }
}
