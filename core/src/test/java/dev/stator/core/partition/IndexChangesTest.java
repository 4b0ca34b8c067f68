package dev.stator.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.codec.ItemWriter;
import dev.stator.core.codec.KeyCodec;
import dev.stator.core.command.CommandDescriptor;
import dev.stator.core.command.CommandEncoder;
import dev.stator.core.command.CommandView;
import dev.stator.core.error.ErrorCode;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition of a global index takes each change once and in order, whatever is sent. */
class IndexChangesTest {
  private static final long BASE = 7;
  private static final long OTHER_BASE = 8;

  private final PageArena arena = new PageArena(4096);
  private final Partition partition =
      Partition.open(
          new MemoryFileStore(),
          new PartitionConfig(
              1,
              Path.of("/data/partitions/1"),
              RandomCommands.KEYS,
              List.of(),
              new SegmentConfig(4096, 4096, null)),
          PartitionState.empty(1),
          arena);

  @AfterEach
  void close() {
    partition.close();
    arena.close();
  }

  @Test
  void refusesAChangeWhileItsPredecessorIsMissing() {
    assertThat(put(BASE, 5, 0, "a")).isNull();

    assertThat(put(BASE, 9, 7, "c")).isEqualTo(ErrorCode.INTERNAL_SERVER_ERROR);
    assertThat(partition.itemCount()).isEqualTo(1);

    assertThat(put(BASE, 7, 5, "b")).isNull();
    assertThat(put(BASE, 9, 7, "c")).isNull();
    assertThat(partition.itemCount()).isEqualTo(3);
    assertThat(partition.state().sources()).isEqualTo(Map.of(BASE, 9L));
  }

  @Test
  void takesAChangeOnceHoweverOftenItIsSent() {
    put(BASE, 5, 0, "a");
    put(BASE, 7, 5, "b");
    PartitionState state = partition.state();

    assertThat(put(BASE, 5, 0, "a")).isNull();
    assertThat(put(BASE, 7, 5, "b")).isNull();

    assertThat(partition.state()).isEqualTo(state);
  }

  @Test
  void countsEveryBasePartitionByItself() {
    put(BASE, 5, 0, "a");

    assertThat(put(OTHER_BASE, 3, 0, "b")).isNull();
    assertThat(put(OTHER_BASE, 4, 3, "c")).isNull();

    assertThat(partition.state().sources()).isEqualTo(Map.of(BASE, 5L, OTHER_BASE, 4L));
    assertThat(partition.itemCount()).isEqualTo(3);
  }

  /** It has the entries of that one already, so it must not take a change again. */
  @Test
  void goesOnWhereThePartitionEndedWhosePlaceItTakes() {
    open(Map.of(BASE, 7L));

    assertThat(put(BASE, 5, 0, "a")).isNull();
    assertThat(put(BASE, 7, 5, "b")).isNull();
    assertThat(partition.itemCount()).isZero();

    assertThat(put(BASE, 9, 7, "c")).isNull();
    assertThat(put(OTHER_BASE, 1, 0, "d")).isNull();
    assertThat(partition.itemCount()).isEqualTo(2);
    assertThat(partition.state().sources()).isEqualTo(Map.of(BASE, 9L, OTHER_BASE, 1L));
  }

  @Test
  void anInheritedPlaceTakesNothingBack() {
    put(BASE, 5, 0, "a");
    put(OTHER_BASE, 2, 0, "b");

    open(Map.of(BASE, 3L, OTHER_BASE, 4L));

    assertThat(partition.state().sources()).isEqualTo(Map.of(BASE, 5L, OTHER_BASE, 4L));
  }

  private void open(Map<Long, Long> inherited) {
    CommandEncoder encoder = new CommandEncoder();
    encoder.begin(CommandDescriptor.OPEN, 0, 1, 1, 0).inherited(inherited);
    partition.apply(new CommandView().wrap(encoder.buffer(), 0), new Reply());
  }

  private @Nullable ErrorCode put(long base, long sequence, long predecessor, String pk) {
    ExpandableArrayBuffer entry = new ExpandableArrayBuffer();
    ItemWriter writer = new ItemWriter().wrap(entry, 0);
    writer.name("pk");
    writer.string(pk);
    writer.name("n");
    writer.number("1");
    CommandEncoder encoder = new CommandEncoder();
    int keyLength =
        KeyCodec.encode(
            RandomCommands.KEYS,
            entry,
            0,
            writer.position(),
            encoder.keyBuffer(),
            CommandEncoder.KEY_OFFSET);
    encoder
        .begin(CommandDescriptor.INDEX, 0, 1, 1, keyLength)
        .item(entry, 0, writer.position(), 5)
        .source(base, sequence, predecessor);
    Reply reply = new Reply();
    partition.apply(new CommandView().wrap(encoder.buffer(), 0), reply);
    return reply.error();
  }
}
