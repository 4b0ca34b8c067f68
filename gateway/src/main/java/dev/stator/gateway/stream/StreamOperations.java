package dev.stator.gateway.stream;

import dev.stator.gateway.operation.Operation;
import java.util.List;

/** The operations on streams. */
public final class StreamOperations {
  private StreamOperations() {}

  public static List<Operation> all() {
    return List.of(
        new ListStreams(), new DescribeStream(), new GetShardIterator(), new GetRecords());
  }
}
