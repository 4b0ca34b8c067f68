package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stator.core.file.MemoryFileStore;
import dev.stator.core.index.PageArena;
import dev.stator.core.model.KeyAttribute;
import dev.stator.core.model.KeySchema;
import dev.stator.core.model.ScalarType;
import dev.stator.core.partition.Partition;
import dev.stator.core.partition.PartitionConfig;
import dev.stator.core.partition.PartitionState;
import dev.stator.core.segment.ForceSteps;
import dev.stator.core.segment.RecordDescriptor;
import dev.stator.core.segment.SegmentConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapturedStatesTest {
  private static final int PARTITIONS = 1_000;
  private static final int SLICE = CapturedStates.SLICE;
  private static final KeySchema KEYS =
      new KeySchema(List.of(new KeyAttribute("pk", ScalarType.S)), List.of());

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final MemoryFileStore store = new MemoryFileStore();
  private final PageArena arena = new PageArena(4096);
  private final Long2ObjectHashMap<Partition> partitions = new Long2ObjectHashMap<>();
  private final CapturedStates states = new CapturedStates(partitions);
  private long sequence;

  @BeforeEach
  void open() {
    for (long id = 1; id <= PARTITIONS; id++) {
      own(id);
    }
  }

  @AfterEach
  void close() {
    partitions.values().forEach(Partition::close);
    arena.close();
  }

  @Test
  void looksAtAFewPartitionsAtATimeAndAtNoneThatHasNotChanged() {
    begin();
    assertThat(slices()).isEqualTo((PARTITIONS + SLICE - 1) / SLICE);
    assertThat(states.take().states()).hasSize(PARTITIONS);

    for (long id = 1; id <= 100; id++) {
      change(id);
      change(id);
    }
    begin();
    assertThat(states.pendingCount()).isEqualTo(100);
    assertThat(slices()).isEqualTo(2);
    assertThat(states.take().forces()).as("those that have something new").hasSize(100);
  }

  @Test
  void isAsInItsMomentWhateverChangesBehindIt() {
    Map<Long, PartitionState> before = new HashMap<>();
    for (long id = 1; id <= PARTITIONS; id++) {
      change(id);
    }
    partitions.values().forEach(partition -> before.put(partition.id(), partition.state()));
    begin();
    boolean complete = false;
    while (!complete) {
      for (int i = 0; i < SLICE / 2; i++) {
        change(1 + random.nextInt(PARTITIONS));
      }
      complete = states.goOn();
    }

    CheckpointCapture taken = states.take();

    before.forEach(
        (id, state) ->
            assertThat(taken.states().get((long) id)).as("seed %d", seed).isEqualTo(state));
    taken.forces().forEach(force -> force.accept(ForceSteps.WHOLE));
    before.forEach(
        (id, state) ->
            assertThat(partitions.get((long) id).log().durablePosition())
                .as("seed %d", seed)
                .isEqualTo(state.head()));
  }

  @Test
  void looksOnlyAtAFewAtOnceWhenAllChangeWithEveryBatch() {
    begin();
    int pending = states.pendingCount();
    for (long id = 1; id <= PARTITIONS; id++) {
      change(id);
      assertThat(states.pendingCount()).as("a change looks at its own alone").isEqualTo(--pending);
    }
    assertThat(states.goOn()).isFalse(); // goes over those that are done
    int slices = 1 + slices();

    assertThat(slices).isEqualTo((PARTITIONS + SLICE - 1) / SLICE);
    assertThat(states.take().states()).hasSize(PARTITIONS);
    begin();
    assertThat(states.pendingCount()).as("for the next one").isEqualTo(PARTITIONS);
  }

  @Test
  void hasThePartitionsOfItsMomentAndNotThoseOfLater() {
    begin();
    for (long id = 1; id <= PARTITIONS; id += 2) {
      drop(id);
    }
    own(PARTITIONS + 1);
    slices();

    assertThat(states.take().states())
        .hasSize(PARTITIONS)
        .containsKey(1L)
        .doesNotContainKey(PARTITIONS + 1L);
    assertThat(take().states())
        .hasSize(PARTITIONS / 2 + 1)
        .doesNotContainKey(1L)
        .containsKey(PARTITIONS + 1L);
  }

  @Test
  void anotherMomentTakesThePlaceOfOneThatWasNotTaken() {
    begin();
    states.goOn();
    change(1);
    drop(2);
    change(PARTITIONS);

    CheckpointCapture taken = take();

    assertThat(taken.states().get(1L)).isEqualTo(partitions.get(1L).state());
    assertThat(taken.states()).hasSize(PARTITIONS - 1).doesNotContainKey(2L);
  }

  @Test
  void forgetsPartitionsThatAreGone() {
    take();
    for (long id = 1; id <= PARTITIONS; id += 2) {
      drop(id);
    }

    CheckpointCapture taken = take();
    own(PARTITIONS + 1);

    assertThat(taken.states()).hasSize(PARTITIONS / 2).doesNotContainKey(1L);
    assertThat(take().states()).hasSize(PARTITIONS / 2 + 1).containsKey(PARTITIONS + 1L);
  }

  @Test
  void whatWasTakenStaysAsItWas() {
    change(1);
    CheckpointCapture taken = take();
    PartitionState before = taken.states().get(1L);

    change(1);
    take();

    assertThat(taken.states().get(1L)).isSameAs(before);
    assertThat(taken.checkpoint().entries().get(1L))
        .isEqualTo(new CheckpointEntry(before, Map.of(9L, FeedPosition.START)));
  }

  @Test
  void testsFindAChangeThatNobodyTold() {
    take();

    append(1);

    assertThatThrownBy(this::take).isInstanceOf(AssertionError.class);
  }

  private void begin() {
    states.begin(5, fed(), List.of());
  }

  private static List<FedIndex> fed() {
    return List.of(new FedIndex(1, 9, FeedPosition.START));
  }

  private int slices() {
    int slices = 1;
    while (!states.goOn()) {
      slices++;
    }
    return slices;
  }

  private CheckpointCapture take() {
    return states.takeAll(5, fed(), List.of());
  }

  private void drop(long id) {
    states.forget(id);
    Partition gone = partitions.remove(id);
    assertThat(gone).isNotNull();
    gone.close();
  }

  private void change(long id) {
    states.onChange(id);
    append(id);
  }

  private void append(long id) {
    Partition partition = partitions.get(id);
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[64]);
    sequence++;
    partition
        .log()
        .append(
            RecordDescriptor.PUT, (byte) 0, sequence, sequence, 0, 0, bytes, 0, 8, bytes, 0, 56);
  }

  private void own(long id) {
    PartitionConfig config =
        new PartitionConfig(
            id,
            Path.of("/data/partitions/" + id),
            KEYS,
            List.of(),
            new SegmentConfig(4096, 4096, null));
    partitions.put(id, Partition.open(store, config, PartitionState.empty(id), arena));
    states.onChange(id);
  }
}
