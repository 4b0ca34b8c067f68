package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.error.StorageException;
import dev.stator.core.file.FileStore;
import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.partition.Gate;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.SealedSegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckpointFileTest {
  private static final Path FILE = Path.of("/data/checkpoint");

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          0x0102,
          Map.of(
              7L,
              new CheckpointEntry(
                  new PartitionState(7, 1L << 32 | 0x40, List.of(), 5, 0x0506, Map.of()),
                  Map.of(9L, new FeedPosition(1L << 32 | 0x20, true))),
              9L,
              new CheckpointEntry(
                  new PartitionState(
                      9,
                      5L << 32 | 0x60,
                      List.of(
                          new SealedSegment(2, 0x80, 3L << 32 | 0x48),
                          new SealedSegment(4, 0x1000, 0)),
                      6,
                      0x0607,
                      Map.of(7L, 4L, 8L, 3L)),
                  Map.of())));

  /** Line by line: header, partition 7, its feed, partition 9, its sources, its segments. */
  private static final String GOLDEN =
      """
      535441544f52434b 02000000 c495406f 0201000000000000 02000000
      0700000000000000 4000000001000000 0500000000000000 0605000000000000 00000000 01000000 00000000
      0900000000000000 2000000001000080
      0900000000000000 6000000005000000 0600000000000000 0706000000000000 02000000 00000000 02000000
      0700000000000000 0400000000000000 0800000000000000 0300000000000000
      02000000 80000000 4800000003000000 04000000 00100000 0000000000000000
      """;

  /** What is added when a command waits: the number of them, then index, told, length, bytes. */
  private static final String GOLDEN_WAITING = "01000000 0001000000000000 01 03000000 0a0b0c";

  @Test
  void writesTheGoldenBytesOfCommandsThatWait() {
    Checkpoint waiting =
        new Checkpoint(
            CHECKPOINT.index(),
            CHECKPOINT.entries(),
            List.of(new WaitingCommand(0x0100, true, new byte[] {10, 11, 12})));
    byte[] bytes = CheckpointFile.encode(waiting);
    String hex = HexFormat.of().formatHex(bytes);

    assertThat(hex.substring(16, 24)).as("version").isEqualTo("03000000");
    assertThat(hex.substring(32))
        .isEqualTo((GOLDEN.substring(35) + GOLDEN_WAITING).replaceAll("\\s", ""));
    assertThat(CheckpointFile.decode(FILE, bytes)).isEqualTo(waiting);
  }

  /** What is added when a partition is not open: no commands wait, then number, id, closed. */
  private static final String GOLDEN_GATES = "00000000 01000000 0900000000000000 02";

  @Test
  void writesTheGoldenBytesOfAClosedPartition() {
    Map<Long, CheckpointEntry> entries = new HashMap<>(CHECKPOINT.entries());
    entries.computeIfPresent(
        9L, (_, entry) -> new CheckpointEntry(entry.state().withGate(Gate.CLOSED), entry.feeds()));
    Checkpoint closed = new Checkpoint(CHECKPOINT.index(), entries);

    byte[] bytes = CheckpointFile.encode(closed);

    String hex = HexFormat.of().formatHex(bytes);
    assertThat(hex.substring(16, 24)).as("version").isEqualTo("04000000");
    assertThat(hex.substring(32))
        .isEqualTo((GOLDEN.substring(35) + GOLDEN_GATES).replaceAll("\\s", ""));
    assertThat(CheckpointFile.decode(FILE, bytes)).isEqualTo(closed);
  }

  @Test
  void writesTheGoldenBytes() {
    String hex = HexFormat.of().formatHex(CheckpointFile.encode(CHECKPOINT));

    assertThat(hex).isEqualTo(GOLDEN.replaceAll("\\s", ""));
  }

  @Test
  void readsBackWhatWasWritten() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    FileStore store = new MemoryFileStore();
    assertThat(CheckpointFile.read(store, FILE)).isEqualTo(Checkpoint.NONE);
    for (int i = 0; i < 200; i++) {
      Checkpoint checkpoint = randomCheckpoint(random);

      CheckpointFile.write(store, FILE, checkpoint);

      assertThat(CheckpointFile.read(store, FILE)).as("seed %d", seed).isEqualTo(checkpoint);
    }
  }

  @Test
  void noticesEveryChangedByte() {
    byte[] bytes = CheckpointFile.encode(CHECKPOINT);
    for (int i = 0; i < bytes.length; i++) {
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        byte[] damaged = bytes.clone();
        damaged[i] ^= (byte) (1 << bit);

        assertThatThrownBy(() -> CheckpointFile.decode(FILE, damaged))
            .as("byte %d bit %d", i, bit)
            .isInstanceOf(StorageException.class)
            .hasMessageContaining(FILE.toString());
      }
    }
  }

  @Test
  void noticesEveryMissingByte() {
    byte[] bytes = CheckpointFile.encode(CHECKPOINT);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);

      assertThatThrownBy(() -> CheckpointFile.decode(FILE, cut))
          .as("length %d", length)
          .isInstanceOf(StorageException.class);
    }
  }

  private static Checkpoint randomCheckpoint(Random random) {
    Map<Long, CheckpointEntry> entries = new HashMap<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      long id = random.nextLong();
      PartitionState state =
          new PartitionState(
              id,
              random.nextLong(),
              randomSegments(random),
              random.nextLong(),
              random.nextLong(),
              randomPairs(random),
              random.nextInt(10) == 0 ? Gate.of(random.nextInt(3)) : Gate.OPEN);
      Map<Long, FeedPosition> feeds = new HashMap<>();
      randomPairs(random)
          .forEach(
              (index, location) ->
                  feeds.put(index, new FeedPosition(location >>> 1, random.nextBoolean())));
      entries.put(id, new CheckpointEntry(state, feeds));
    }
    List<WaitingCommand> waiting = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      waiting.add(new WaitingCommand(random.nextLong(), random.nextBoolean(), bytes));
    }
    return new Checkpoint(random.nextLong(), entries, waiting);
  }

  private static List<SealedSegment> randomSegments(Random random) {
    List<SealedSegment> segments = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      segments.add(new SealedSegment(random.nextInt(), random.nextInt(), random.nextLong()));
    }
    return segments;
  }

  private static Map<Long, Long> randomPairs(Random random) {
    Map<Long, Long> pairs = new HashMap<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      pairs.put(random.nextLong(), random.nextLong());
    }
    return pairs;
  }
}
