package dev.stator.core.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.capacity.IndexProjection;
import dev.stator.core.codec.ItemScanner;
import dev.stator.core.command.CommandView;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.IndexCursor;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.LocalIndex;
import dev.stator.core.segment.RecordView;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class CollectionSizesTest {
  private static final int RUNS = 20;
  private static final int COMMANDS = 200;

  private final long seed = new Random().nextLong();
  private final MemoryFileStore files = new MemoryFileStore();

  @Test
  void everyWriteTellsTheSizeOfItsItemsAndTheirEntries() {
    Random random = new Random(seed);
    for (int run = 0; run < RUNS; run++) {
      try (PageArena arena = new PageArena(4096);
          Partition partition = open(run, PartitionState.empty(1), arena)) {
        RandomCommands commands = new RandomCommands(random);
        byte[] last = write(partition, commands.write());
        for (int i = 0; i < COMMANDS; i++) {
          last = write(partition, commands.write());
        }
        try (Partition reopened = open(run, partition.state(), arena)) {
          write(reopened, last);
        }
      }
    }
  }

  private byte[] write(Partition partition, byte[] command) {
    CommandView view = new CommandView().wrap(new UnsafeBuffer(command), 0);
    Reply reply = new Reply();
    partition.apply(view, reply);
    if (reply.error() == null) {
      assertThat(reply.collectionBytes()).as("seed %d", seed).isEqualTo(summed(partition, view));
    }
    return command;
  }

  /** The same, found by looking at all items whose keys begin with the same hash. */
  private static long summed(Partition partition, CommandView written) {
    long sum = 0;
    RecordView item = new RecordView();
    long hash = written.buffer().getLong(written.keyOffset());
    IndexCursor cursor = partition.tree().cursor();
    for (boolean found = cursor.seekFirst(); found; found = cursor.next()) {
      if (cursor.keyBuffer().getLong(cursor.keyOffset()) == hash) {
        partition.log().read(cursor.value(), item);
        sum += ItemScanner.size(item.buffer(), item.itemOffset(), item.itemLength());
        sum += entries(item);
      }
    }
    return sum;
  }

  private static long entries(RecordView item) {
    long sum = 0;
    for (LocalIndex index : RandomCommands.LOCAL_INDEXES) {
      IndexProjection projection =
          new IndexProjection(RandomCommands.KEYS, index.keys(), index.projection());
      if (projection.indexes(item.buffer(), item.itemOffset(), item.itemLength())) {
        sum += projection.size(item.buffer(), item.itemOffset(), item.itemLength());
      }
    }
    return sum;
  }

  private Partition open(int run, PartitionState state, PageArena arena) {
    return Partition.open(
        files,
        new PartitionConfig(
            1,
            Path.of("/data/partitions/" + run),
            RandomCommands.KEYS,
            RandomCommands.LOCAL_INDEXES,
            new SegmentConfig(4096, 16 << 10, null)),
        state,
        arena);
  }
}
