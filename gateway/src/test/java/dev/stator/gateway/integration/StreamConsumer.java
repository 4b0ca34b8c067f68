package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/**
 * Consumes a stream as the libraries for it do: shard by shard, remembering the sequence number of
 * the last record it took. Keeps a copy of the table, in which each change must find what it says
 * was before it, so nothing may be missing, come twice or come in another order.
 */
final class StreamConsumer {
  private final String arn;
  private final Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items =
      new HashMap<>();
  private final Map<String, String> checkpoints = new HashMap<>();
  private final Map<String, String> iterators = new HashMap<>();
  private final Set<String> ended = new HashSet<>();
  private final Set<String> eventIds = new HashSet<>();

  StreamConsumer(String arn) {
    this.arn = arn;
  }

  /** The items as the stream has told them so far, by their keys. */
  Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items() {
    return items;
  }

  /** How many changes it has taken. */
  int count() {
    return eventIds.size();
  }

  /** Forgets its iterators, as one that is started anew; the checkpoints stay. */
  void restart() {
    iterators.clear();
  }

  /** Takes one page of each shard; returns the number of changes. */
  int poll(DynamoDbStreamsClient streams) {
    int before = eventIds.size();
    for (Shard shard :
        streams.describeStream(request -> request.streamArn(arn)).streamDescription().shards()) {
      String id = shard.shardId();
      if (ended.contains(id)
          || (shard.parentShardId() != null && !ended.contains(shard.parentShardId()))) {
        continue; // what the parent tells of an item comes before
      }
      String iterator = iterators.get(id);
      if (iterator == null) {
        iterator = streams.getShardIterator(start(id)).shardIterator();
      }
      String from = iterator;
      GetRecordsResponse page = streams.getRecords(r -> r.shardIterator(from).limit(50));
      for (Record record : page.records()) {
        take(record);
        checkpoints.put(id, record.dynamodb().sequenceNumber());
      }
      iterators.put(id, page.nextShardIterator());
      if (page.nextShardIterator() == null) {
        ended.add(id);
      }
    }
    return eventIds.size() - before;
  }

  private GetShardIteratorRequest start(String shard) {
    String last = checkpoints.get(shard);
    var request = GetShardIteratorRequest.builder().streamArn(arn).shardId(shard);
    return last == null
        ? request.shardIteratorType(ShardIteratorType.TRIM_HORIZON).build()
        : request
            .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
            .sequenceNumber(last)
            .build();
  }

  private void take(Record record) {
    assertThat(eventIds.add(record.eventID())).as("new: %s", record).isTrue();
    var change = record.dynamodb();
    Map<String, AttributeValue> known = items.get(change.keys());
    assertThat(change.hasOldImage() ? change.oldImage() : null)
        .as("before %s", record)
        .isEqualTo(known);
    assertThat(record.eventName()).isEqualTo(operation(known, change.hasNewImage()));
    if (change.hasNewImage()) {
      items.put(change.keys(), change.newImage());
    } else {
      items.remove(change.keys());
    }
  }

  private static OperationType operation(
      @Nullable Map<String, AttributeValue> before, boolean hasAfter) {
    if (before == null) {
      return OperationType.INSERT;
    }
    return hasAfter ? OperationType.MODIFY : OperationType.REMOVE;
  }
}
