package dev.stator.core.partition;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.codec.Slice;
import dev.stator.core.command.CommandView;
import dev.stator.core.error.StorageException;
import dev.stator.core.file.FaultyFileStore;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.segment.SealedSegment;
import dev.stator.core.segment.SegmentConfig;
import dev.stator.core.summary.SummaryFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The same commands give the same bytes and the same state, wherever they are applied. */
class PartitionReplayTest {
  private static final Path DIRECTORY = Path.of("/data/partitions/1");
  private static final int RUNS = 40;
  private static final int COMMANDS = 300;

  private long seed = new Random().nextLong();
  private Random random = new Random(seed);

  @Test
  void theSameWritesGiveTheSameBytesAndReplies() {
    repeat(RandomCommands::write);
  }

  @Test
  void theSameChangesOfAnIndexGiveTheSameBytesAndReplies() {
    repeat(RandomCommands::change);
  }

  @Test
  void theSameTransactionsAndExpiriesGiveTheSameBytesAndReplies() {
    repeat(RandomCommands::step);
  }

  @Test
  void theSameCompactionsGiveTheSameBytesAndReplies() {
    repeat(RandomCommands::stepOrSlice);
    repeat(RandomCommands::changeOrSlice);
  }

  /** The locks of a participant whose resolution a compaction let go were taken for new ones. */
  @Test
  void aParticipantThatPreparesAgainKeepsOnlyItsNewLocks() {
    seed = 5735593139527202226L;
    random = new Random(seed);
    repeat(RandomCommands::stepOrSlice);
  }

  private void repeat(Function<RandomCommands, byte[]> next) {
    for (int run = 0; run < RUNS; run++) {
      RandomCommands source = new RandomCommands(random);
      List<byte[]> commands = new ArrayList<>();
      for (int i = 0; i < COMMANDS; i++) {
        commands.add(next.apply(source));
      }
      compare(commands);
    }
  }

  private void compare(List<byte[]> commands) {
    MemoryFileStore liveFiles = new MemoryFileStore();
    MemoryFileStore replayedFiles = new MemoryFileStore();
    int checkpoint = random.nextInt(commands.size());
    try (PageArena arena = new PageArena(4096);
        Partition live = open(liveFiles, PartitionState.empty(1), arena);
        Partition replayed = open(replayedFiles, PartitionState.empty(1), arena)) {
      live.expireBy(RandomCommands.EXPIRY); // where to look for expired items changes nothing
      List<String> replies = applyAll(live, commands.subList(0, checkpoint));
      PartitionState state = live.state();
      replies.addAll(applyAll(live, commands.subList(checkpoint, commands.size())));

      assertThat(applyAll(replayed, commands)).as("seed %d", seed).isEqualTo(replies);
      assertSame(live, liveFiles, replayed, replayedFiles);

      MemoryFileStore cutFiles = copy(liveFiles);
      try (Partition reopened = open(cutFiles, state, arena)) {
        List<String> again = applyAll(reopened, commands.subList(checkpoint, commands.size()));
        assertThat(again)
            .as("seed %d", seed)
            .isEqualTo(replies.subList(checkpoint, replies.size()));
        assertSame(live, liveFiles, reopened, cutFiles);
      }
      MemoryFileStore summarized = copy(liveFiles);
      summarizeSome(summarized, live.state(), arena);
      try (Partition reopened = open(summarized, live.state(), arena)) {
        assertThat(contents(reopened)).as("seed %d", seed).isEqualTo(contents(live));
      }
      try (Partition reopened = open(copy(liveFiles), live.state(), arena)) {
        assertThat(contents(reopened)).as("seed %d", seed).isEqualTo(contents(live));
        assertThat(reopened.state()).as("seed %d", seed).isEqualTo(live.state());
      }
    }
  }

  private void summarizeSome(MemoryFileStore store, PartitionState state, PageArena arena) {
    SummaryFiles summaries = new SummaryFiles(store, DIRECTORY, 1);
    for (SealedSegment segment : state.segments()) {
      if (random.nextInt(4) > 0) {
        summaries.write(segment.number(), segment.end(), arena, length -> {});
      }
    }
  }

  @Test
  void givesBackEverythingWhenItCannotBeOpened() {
    RandomCommands source = new RandomCommands(random);
    FaultyFileStore store = new FaultyFileStore(seed);
    try (PageArena arena = new PageArena(4096)) {
      PartitionState state;
      try (Partition partition = open(store, PartitionState.empty(1), arena)) {
        for (int i = 0; i < COMMANDS; i++) {
          apply(partition, source.step());
        }
        state = partition.state();
      }
      store.flip(store.list(DIRECTORY).getFirst(), 100);

      assertThatThrownBy(() -> open(store, state, arena))
          .as("seed %d", seed)
          .isInstanceOf(StorageException.class);

      assertThat(store.openMappings()).isZero();
      assertThat(arena.pagesInUse()).isZero();
    }
  }

  private static Partition open(FileStore store, PartitionState state, PageArena arena) {
    return Partition.open(
        store,
        new PartitionConfig(
            1,
            DIRECTORY,
            RandomCommands.KEYS,
            RandomCommands.LOCAL_INDEXES,
            new SegmentConfig(4096, 16 << 10, null)),
        state,
        arena);
  }

  private static List<String> applyAll(Partition partition, List<byte[]> commands) {
    List<String> replies = new ArrayList<>();
    commands.forEach(command -> replies.add(apply(partition, command)));
    return replies;
  }

  private static String apply(Partition partition, byte[] command) {
    Reply reply = new Reply();
    partition.apply(new CommandView().wrap(new UnsafeBuffer(command), 0), reply);
    return text(reply);
  }

  private static String text(Reply reply) {
    return reply.error()
        + " "
        + reply.oldSize()
        + " "
        + reply.newSize()
        + " "
        + text(reply.oldImage())
        + " "
        + text(reply.newImage())
        + reply.parts().stream().map(PartitionReplayTest::text).toList();
  }

  private static String text(@Nullable Slice slice) {
    if (slice == null) {
      return "-";
    }
    byte[] bytes = new byte[slice.length()];
    slice.buffer().getBytes(slice.offset(), bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void assertSame(
      Partition left, MemoryFileStore leftFiles, Partition right, MemoryFileStore rightFiles) {
    assertThat(right.state()).as("seed %d", seed).isEqualTo(left.state());
    assertThat(files(rightFiles)).as("seed %d", seed).isEqualTo(files(leftFiles));
    assertThat(contents(right)).as("seed %d", seed).isEqualTo(contents(left));
  }

  private static Map<Path, String> files(MemoryFileStore store) {
    Map<Path, String> files = new TreeMap<>();
    store
        .list(DIRECTORY)
        .forEach(path -> files.put(path, HexFormat.of().formatHex(store.read(path))));
    return files;
  }

  private static MemoryFileStore copy(MemoryFileStore store) {
    MemoryFileStore copy = new MemoryFileStore();
    copy.createDirectories(DIRECTORY);
    store.list(DIRECTORY).forEach(path -> copy.replace(path, store.read(path)));
    return copy;
  }

  /** Counts, and the items of the table and of its local indexes, forwards and backwards. */
  private static List<List<String>> contents(Partition partition) {
    List<List<String>> contents = new ArrayList<>();
    contents.add(
        List.of(
            partition.itemCount() + " items, " + partition.itemBytes() + " bytes",
            partition.log().liveBytes() + " bytes live",
            partition.log().findSparse() + " is to be compacted"));
    contents.add(partition.preparedParticipants().stream().map(Object::toString).toList());
    for (int index = -1; index < RandomCommands.LOCAL_INDEXES.size(); index++) {
      List<String> forwards = scan(partition, index, true);
      contents.add(forwards);
      assertThat(scan(partition, index, false)).isEqualTo(forwards.reversed());
    }
    assertThat(contents.get(2)).hasSize((int) partition.itemCount());
    return contents;
  }

  private static List<String> scan(Partition partition, int index, boolean forward) {
    Reply reply = new Reply();
    PageSpec page = new PageSpec(index, forward, Integer.MAX_VALUE, null, null, true, false);
    new PartitionReader().scan(partition, new Bounds(null, null, null), page, reply);
    List<String> items = new ArrayList<>();
    for (int position = 0; position < reply.pageLength(); ) {
      int length = reply.buffer().getInt(position, LITTLE_ENDIAN);
      items.add(text(new Slice(reply.buffer(), position + Integer.BYTES, length)));
      position += Integer.BYTES + length;
    }
    return items;
  }
}
