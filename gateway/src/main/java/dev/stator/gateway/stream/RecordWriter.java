package dev.stator.gateway.stream;

import dev.stator.core.codec.Slice;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.partition.ChangeKind;
import dev.stator.core.partition.ChangeView;
import dev.stator.core.partition.Reply;
import dev.stator.gateway.operation.Items;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes changes as the records of a stream. */
final class RecordWriter {
  private static final String SERVICE = "Service";
  private static final String PRINCIPAL = "dynamodb.amazonaws.com";

  private final JsonGenerator json;
  private final String region;
  private final String view;
  private final RecordIdentity identity;
  private long lastMicros;

  /**
   * @param partition where the changes of this stream are from
   */
  RecordWriter(JsonGenerator json, String region, ChangeStream stream, long partition) {
    this.json = json;
    this.region = region;
    this.view = stream.view().name();
    this.identity = new RecordIdentity(stream, partition);
  }

  void writeAll(Reply reply) {
    ChangeView change = new ChangeView(reply);
    while (change.next()) {
      write(change);
    }
  }

  /** When the change happened that was written last, epoch microseconds; 0 when there was none. */
  long lastMicros() {
    return lastMicros;
  }

  private void write(ChangeView change) {
    lastMicros = change.timeMicros();
    RecordIdentity.Names names = identity.of(change.location());
    json.writeStartObject();
    json.writeStringProperty("eventID", names.eventId());
    json.writeStringProperty("eventName", eventName(change.kind()));
    json.writeStringProperty("eventVersion", "1.1");
    json.writeStringProperty("eventSource", "aws:dynamodb");
    json.writeStringProperty("awsRegion", region);
    json.writeObjectPropertyStart("dynamodb");
    json.writeNumberProperty(
        "ApproximateCreationDateTime", TimeUnit.MICROSECONDS.toSeconds(change.timeMicros()));
    Items.writeProperty(json, "Keys", change.key());
    writeImage("NewImage", change.newImage());
    writeImage("OldImage", change.oldImage());
    json.writeStringProperty("SequenceNumber", names.sequenceNumber());
    json.writeNumberProperty("SizeBytes", change.size());
    json.writeStringProperty("StreamViewType", view);
    json.writeEndObject();
    if (change.kind() == ChangeKind.EXPIRE) {
      writeService();
    }
    json.writeEndObject();
  }

  private void writeImage(String name, @Nullable Slice image) {
    if (image != null) {
      Items.writeProperty(json, name, image);
    }
  }

  /**
   * Who removes items whose time to live is over: named as the developer guide and Lambda's events
   * do, and as the model does, from which the SDKs are made. Each reader ignores the others' names.
   */
  private void writeService() {
    json.writeObjectPropertyStart("userIdentity");
    json.writeStringProperty("type", SERVICE);
    json.writeStringProperty("principalId", PRINCIPAL);
    json.writeStringProperty("Type", SERVICE);
    json.writeStringProperty("PrincipalId", PRINCIPAL);
    json.writeEndObject();
  }

  private static String eventName(ChangeKind kind) {
    return switch (kind) {
      case INSERT -> "INSERT";
      case MODIFY -> "MODIFY";
      case REMOVE, EXPIRE -> "REMOVE";
    };
  }
}
