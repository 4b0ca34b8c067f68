package dev.stator.core.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stator.core.journal.CommitLogConfig;
import dev.stator.core.journal.MemoryCommandLog;
import dev.stator.core.segment.ForceSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** The steps in which a checkpoint forces, one thread after the other. */
class CheckpointingTest {
  private static final int DISTANCE = 1 << 10;

  private final List<String> events = new ArrayList<>();
  private final List<Runnable> background = new ArrayList<>();
  private final MemoryCommandLog log =
      new MemoryCommandLog(CommitLogConfig.DEFAULT.withRingLength(1 << 16), () -> {});
  private final Checkpointing checkpointing =
      new Checkpointing(
          DISTANCE,
          new CheckpointThread(background::add, CompletableFuture::join, new Noting()),
          () -> {},
          checkpoint -> events.add("written"));

  @Test
  void mayPauseAfterEachStep() {
    begin();
    start(
        steps -> {
          force(steps);
          force(steps);
        });

    background.getFirst().run();

    assertThat(events).containsExactly("begin", "force", "end", "force", "end", "written");
  }

  @Test
  void pausesNoMoreWhenTheNextCheckpointComesCloser() {
    begin();
    start(
        steps -> {
          force(steps);
          write(DISTANCE);
          poll(CheckpointingTest::nothing);
          force(steps);
        });

    background.getFirst().run();

    assertThat(events).containsExactly("begin", "force", "end", "force all", "begin", "written");
  }

  @Test
  void makesShortStepsWithoutPausesWhenSomebodyWaits() {
    begin();
    checkpointing.attempt(new CompletableFuture<>());
    start(
        steps -> {
          force(steps);
          force(steps);
        });

    background.getFirst().run();

    assertThat(events).containsExactly("begin", "force", "begin", "force", "begin", "written");
  }

  @Test
  void pausesNoMoreWhenSomebodyComesToWaitForTheNextOne() {
    begin();
    start(
        steps -> {
          force(steps);
          checkpointing.request(() -> {});
          poll(CheckpointingTest::nothing);
          force(steps);
        });

    background.getFirst().run();

    assertThat(events).containsExactly("begin", "force", "end", "force", "begin", "written");
  }

  @Test
  void theNextOnePausesAgain() {
    begin();
    start(
        steps -> {
          write(DISTANCE);
          poll(CheckpointingTest::nothing);
        });
    background.removeFirst().run();
    poll(CheckpointingTest::nothing); // it is done
    poll(CheckpointingTest::nothing); // and so is what follows from it
    events.clear();

    start(this::force);
    background.getFirst().run();

    assertThat(events).containsExactly("begin", "force", "end", "written");
  }

  @Test
  void whatIsAskedForBehindTheMomentOfOneIsServedByTheNext() {
    begin();
    checkpointing.request(() -> events.add("first"));
    checkpointing.poll(() -> events.add("moment"), () -> false, CheckpointingTest::nothing);
    checkpointing.request(() -> events.add("second"));
    checkpointing.whenIdle(() -> events.add("idle"));

    for (int i = 0; i < 2; i++) {
      checkpointing.poll(() -> events.add("moment"), () -> true, () -> capture(steps -> {}));
      background.removeFirst().run();
      poll(CheckpointingTest::nothing); // it is done
      poll(CheckpointingTest::nothing); // and so is what follows from it
    }

    assertThat(events)
        .containsExactly(
            "moment", "begin", "written", "idle", "first", "moment", "begin", "written", "second");
  }

  @Test
  void theLastOneDoesNotPause() {
    begin();

    checkpointing.close(() -> capture(this::force));

    assertThat(events).containsExactly("begin", "force all", "begin", "written");
  }

  private void begin() {
    checkpointing.begin(log, () -> {}, new Listening(), () -> 0, new SliceTimes());
  }

  /** Begins a checkpoint, for which nobody waits, that does this to become durable. */
  private void start(Consumer<ForceSteps> forces) {
    checkpointing.suggest();
    assertThat(poll(() -> capture(forces))).isEqualTo(1);
  }

  private int poll(Supplier<CheckpointCapture> taken) {
    return checkpointing.poll(() -> {}, () -> true, taken);
  }

  private static CheckpointCapture capture(Consumer<ForceSteps> forces) {
    return new CheckpointCapture(
        0, new Long2ObjectHashMap<>(), List.of(), List.of(), List.of(forces));
  }

  private static CheckpointCapture nothing() {
    throw new AssertionError("one is under way");
  }

  private void force(ForceSteps steps) {
    events.add(steps.bytes() < Integer.MAX_VALUE ? "force" : "force all");
    steps.done();
  }

  private void write(int length) {
    log.offer(new UnsafeBuffer(new byte[length]), 0, length);
    log.poll((epoch, index, buffer, offset, count) -> {});
  }

  private static final class Listening implements Checkpointing.Listener {
    @Override
    public void onCheckpoint(Checkpoint durable) {}

    @Override
    public boolean goOn() {
      return false;
    }
  }

  private final class Noting implements Steps {
    @Override
    public void begin() {
      events.add("begin");
    }

    @Override
    public void read(int length) {}

    @Override
    public boolean arePaced() {
      return true;
    }

    @Override
    public void end() {
      events.add("end");
    }
  }
}
