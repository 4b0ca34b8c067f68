package dev.stator.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.ChangeStream;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.model.StreamView;
import dev.stator.core.partition.ChangeRead;
import dev.stator.core.partition.ChangeReader;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.partition.Reply;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.segment.SegmentLog;
import dev.stator.gateway.json.ResponseBuffer;
import java.nio.file.Path;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;

class RecordWriterTest {
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());
  private static final ChangeStream STREAM =
      new ChangeStream(ChangeStream.labelOf(1), StreamView.OLD_IMAGE, 0, "secret", List.of());

  @Test
  void tellsThatTheServiceRemovedWhatHasExpired() {
    Reply reply = new Reply();
    try (PageArena arena = new PageArena(4096);
        Partition partition =
            Partition.open(
                new MemoryFileStore(),
                new PartitionConfig(
                    1, Path.of("/p"), KEYS, List.of(), new SegmentConfig(4096, 4096, null)),
                PartitionState.empty(1),
                arena)) {
      appendExpired(partition.log());

      new ChangeReader()
          .read(
              partition,
              new ChangeRead.Page(
                  new ChangeRead.Range(0, Long.MAX_VALUE, 0), 0, true, 10, StreamView.OLD_IMAGE),
              partition.log().head(),
              reply);
    }
    ResponseBuffer body = new ResponseBuffer();
    try (JsonGenerator json = body.openGenerator()) {
      json.writeStartArray();
      new RecordWriter(json, "us-east-1", STREAM, 1).writeAll(reply);
      json.writeEndArray();
    }

    assertThat(new String(body.toByteArray(), UTF_8))
        .containsOnlyOnce("userIdentity")
        .matches(
            ".*\"eventName\":\"REMOVE\".*\"ApproximateCreationDateTime\":7,"
                + "\"Keys\":\\{\"pk\":\\{\"S\":\"a\"}},\"OldImage\":\\{\"pk\":\\{\"S\":\"a\"}}.*"
                + "\"userIdentity\":\\{\"type\":\"Service\","
                + "\"principalId\":\"dynamodb.amazonaws.com\",\"Type\":\"Service\","
                + "\"PrincipalId\":\"dynamodb.amazonaws.com\"}}]");
  }

  /** An item that is put and then removed because its time is over. */
  private static void appendExpired(SegmentLog log) {
    ExpandableArrayBuffer item = new ExpandableArrayBuffer(64);
    ItemWriter writer = new ItemWriter().wrap(item, 0);
    writer.name("pk");
    writer.string("a");
    int length = writer.position();
    long put =
        log.append(
            RecordDescriptor.PUT,
            RecordDescriptor.NO_FLAGS,
            1,
            1_000_000,
            0,
            3,
            item,
            0,
            4,
            item,
            0,
            length);
    log.append(
        RecordDescriptor.TOMBSTONE,
        RecordDescriptor.EXPIRED,
        2,
        7_900_000,
        put,
        0,
        item,
        0,
        4,
        item,
        0,
        0);
  }
}
