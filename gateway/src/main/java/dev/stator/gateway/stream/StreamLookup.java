package dev.stator.gateway.stream;

import dev.stator.core.engine.TableStream;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.error.RequestException;
import dev.stator.core.model.StreamShard;
import dev.stator.gateway.operation.Arns;
import dev.stator.gateway.operation.Exchange;

/** Finds the streams that ARNs name, and their shards. */
final class StreamLookup {
  private StreamLookup() {}

  /**
   * The stream of this ARN.
   *
   * @throws RequestException RESOURCE_NOT_FOUND when there is none to read
   */
  static TableStream find(Exchange exchange, String arn) {
    Arns.StreamName name = nameOf(arn);
    TableStream stream = exchange.engine().stream(name.table(), name.label());
    if (stream == null) {
      throw new RequestException(
          ErrorCode.RESOURCE_NOT_FOUND,
          "Requested resource not found: Stream: " + arn + " not found");
    }
    return stream;
  }

  /** What an ARN names. */
  static Arns.StreamName nameOf(String arn) {
    Arns.StreamName name = Arns.streamName(arn);
    if (name == null) {
      throw RequestException.validation("Invalid StreamArn");
    }
    return name;
  }

  /**
   * The shard of this id.
   *
   * @throws RequestException RESOURCE_NOT_FOUND when the stream has none
   */
  static StreamShard shard(TableStream stream, String id) {
    for (StreamShard shard : stream.stream().shards()) {
      if (ShardIds.of(stream.stream(), shard.partition()).equals(id)) {
        return shard;
      }
    }
    throw new RequestException(
        ErrorCode.RESOURCE_NOT_FOUND, "Requested resource not found: Shard does not exist");
  }
}
