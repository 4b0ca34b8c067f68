package dev.stator.core.worker;

import dev.stator.core.error.StorageException;
import dev.stator.core.journal.CommandLog;
import dev.stator.core.segment.ForceSteps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one worker: begun on its thread when the log has grown enough, captured some
 * partitions at a time, forced and written in the background, then reported to the log. What
 * follows from it is done some partitions at a time, too; then comes the next. Nothing that is
 * being forced is unmapped meanwhile: see {@link #whenIdle}.
 */
public final class Checkpointing {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointing.class);

  /** After a checkpoint could not be written, as on a full disk. */
  private static final long RETRY_NS = 100_000_000;

  /** What is forced at once while clients use the log, which waits for the disk meanwhile. */
  private static final int STEP_BYTES = 1 << 20;

  private final ForceSteps forceSteps = new ShortSteps();
  private final long distanceBytes;
  private final CheckpointThread background;
  private final Runnable forceLogs;
  private final Consumer<Checkpoint> writer;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private final List<Runnable> requests = new ArrayList<>();
  private final List<Runnable> served = new ArrayList<>();
  private final List<CompletableFuture<@Nullable Void>> attempts = new ArrayList<>();
  private final List<CompletableFuture<@Nullable Void>> attempted = new ArrayList<>();
  private NanoClock nanoClock = SystemNanoClock.INSTANCE;
  private @Nullable CommandLog log;
  private @Nullable CompletableFuture<Void> underWay;
  private Runnable wake = () -> {};
  private @Nullable Listener listener;
  private SliceTimes times = new SliceTimes();
  private volatile @Nullable Checkpoint written;
  private long capturedBytes;
  private long retryAtNs;
  private long doneAtNs;
  private boolean retrying;
  private boolean capturing;
  private boolean following;
  private boolean suggested;
  private volatile boolean awaited;
  private volatile boolean urgent;
  private volatile boolean ended;
  private volatile boolean failed;

  /**
   * @param distanceBytes bytes of log between checkpoints
   * @param forceLogs makes the logs of all workers durable: what a checkpoint says of other workers
   *     (how far indexes are fed) must not be taken back by a power loss
   * @param writer writes the checkpoint durably
   */
  public Checkpointing(
      long distanceBytes,
      CheckpointThread background,
      Runnable forceLogs,
      Consumer<Checkpoint> writer) {
    this.distanceBytes = distanceBytes;
    this.background = background;
    this.forceLogs = forceLogs;
    this.writer = writer;
  }

  /**
   * @param wake ends the sleep of the worker's thread
   * @param listener is told on that thread of every checkpoint that is durable, before the next
   */
  void begin(
      CommandLog log, Runnable wake, Listener listener, NanoClock nanos, SliceTimes sliceTimes) {
    this.times = sliceTimes;
    this.nanoClock = nanos;
    this.doneAtNs = nanos.nanoTime();
    this.log = log;
    this.wake = wake;
    this.listener = listener;
  }

  /** How long ago the last checkpoint was done, or the log opened, nanoseconds. */
  long ageNs() {
    return nanoClock.nanoTime() - doneAtNs;
  }

  /** Whether a checkpoint is to be tried again, for which nobody will wake the worker. */
  boolean mustRetry() {
    return retrying;
  }

  /** Whether no checkpoint can be taken any more. */
  boolean hasFailed() {
    return failed;
  }

  /**
   * Goes on with a checkpoint, or begins one when it is time; returns 1 if it did something.
   *
   * @param moment says that this is the moment that a checkpoint is of
   * @param capture captures some of what was in that moment, and says whether that was all
   * @param taken what was captured
   */
  int poll(Runnable moment, BooleanSupplier capture, Supplier<CheckpointCapture> taken) {
    CommandLog source = log;
    if (source == null) {
      return 0;
    }
    if (underWay != null) {
      urgent |= source.bytesSinceCheckpoint() - capturedBytes > distanceBytes / 2;
      awaited |= isAwaited(); // for the next one, which comes after this
      return ended ? finish(source) : 0;
    }
    if (following) {
      return follow();
    }
    if (failed || source.hasFailed()) {
      return abandon();
    }
    if (!capturing && !isDue(source)) {
      return 0;
    }
    long startNs = nanoClock.nanoTime();
    if (!capturing) {
      begin(source, moment);
    }
    if (capture.getAsBoolean()) {
      capturing = false;
      CheckpointCapture captured = taken.get();
      underWay = CompletableFuture.runAsync(() -> store(captured), background.executor());
    }
    times.onCheckpoint(nanoClock.nanoTime() - startNs);
    return 1;
  }

  /** None can be taken any more. */
  private int abandon() {
    retrying = false;
    capturing = false;
    runWaiting();
    return end(served) + end(requests) + refuse(attempted) + refuse(attempts);
  }

  private boolean isDue(CommandLog source) {
    if (retrying) {
      return nanoClock.nanoTime() - retryAtNs >= 0;
    }
    return suggested || isAwaited() || source.bytesSinceCheckpoint() >= distanceBytes;
  }

  private boolean isAwaited() {
    return !requests.isEmpty() || !attempts.isEmpty();
  }

  private void begin(CommandLog source, Runnable moment) {
    capturing = true;
    retrying = false;
    suggested = false;
    awaited = isAwaited();
    served.addAll(requests);
    requests.clear();
    attempted.addAll(attempts);
    attempts.clear();
    ended = false;
    urgent = false;
    capturedBytes = source.bytesSinceCheckpoint();
    moment.run();
  }

  private int finish(CommandLog source) {
    Checkpoint done = written;
    Listener told = listener;
    underWay = null;
    written = null;
    if (done != null) {
      doneAtNs = nanoClock.nanoTime();
      source.checkpointed(done.index());
      if (told != null) {
        told.onCheckpoint(done);
      }
      following = true;
    } else {
      if (!failed) {
        retrying = true;
        retryAtNs = nanoClock.nanoTime() + RETRY_NS;
        requests.addAll(0, served);
        served.clear();
      }
      runWaiting();
      end(served);
      refuse(attempted);
    }
    return 1;
  }

  /** Does some of what follows from a durable checkpoint. */
  private int follow() {
    Listener told = listener;
    long startNs = nanoClock.nanoTime();
    following = told != null && told.goOn();
    times.onCheckpoint(nanoClock.nanoTime() - startNs);
    if (!following) {
      runWaiting();
      end(served);
      attempted.forEach(attempt -> attempt.complete(null));
      attempted.clear();
    }
    return 1;
  }

  private void runWaiting() {
    Runnable task;
    while ((task = waiting.poll()) != null) {
      task.run();
    }
  }

  private static int refuse(List<CompletableFuture<@Nullable Void>> attempts) {
    int count = attempts.size();
    attempts.forEach(
        attempt ->
            attempt.completeExceptionally(new StorageException("a checkpoint was not written")));
    attempts.clear();
    return count;
  }

  private static int end(List<Runnable> ended) {
    int count = ended.size();
    ended.forEach(Runnable::run);
    ended.clear();
    return count;
  }

  /** Takes a checkpoint soon, for which nobody waits; the worker's thread. */
  void suggest() {
    suggested = true;
  }

  /**
   * Takes a checkpoint soon; the worker's thread.
   *
   * @param done is run when it is written, or when none can be taken any more
   */
  void request(Runnable done) {
    requests.add(done);
  }

  /**
   * Takes a checkpoint soon; the worker's thread.
   *
   * @param done is completed when it is written, and fails when it cannot be: it is not tried again
   *     for this
   */
  void attempt(CompletableFuture<@Nullable Void> done) {
    attempts.add(done);
  }

  private void store(CheckpointCapture captured) {
    try {
      background.steps().begin();
      captured.forces().forEach(force -> force.accept(forceSteps));
      forceLogs.run();
      write(captured.checkpoint());
    } catch (RuntimeException | Error e) {
      LOG.error("checkpoint at index {} failed; none is taken any more", captured.index(), e);
      failed = true;
    } finally {
      ended = true;
      wake.run();
    }
  }

  /**
   * While clients are there, short steps, unless the next checkpoint comes near, and pauses, unless
   * somebody waits for this one.
   */
  private final class ShortSteps implements ForceSteps {
    @Override
    public int bytes() {
      return !urgent && background.steps().arePaced() ? STEP_BYTES : Integer.MAX_VALUE;
    }

    @Override
    public void done() {
      if (urgent || awaited) {
        background.steps().begin();
      } else {
        background.steps().end();
      }
    }
  }

  /** Nothing is lost when it cannot be written: the one before is still there. */
  private void write(Checkpoint checkpoint) {
    try {
      writer.accept(checkpoint);
      written = checkpoint;
    } catch (StorageException e) {
      LOG.warn("checkpoint at index {} was not written and is tried again", checkpoint.index(), e);
    }
  }

  /** Runs the task now, or when the checkpoint under way is done; the worker's thread. */
  void whenIdle(Runnable task) {
    if (capturing || underWay != null || following) {
      waiting.add(task);
    } else {
      task.run();
    }
  }

  /** Takes a last checkpoint, when the worker has stopped and {@code capture} is given. */
  void close(@Nullable Supplier<CheckpointCapture> capture) {
    CompletableFuture<Void> running = underWay;
    CommandLog source = log;
    urgent = true;
    if (running != null && source != null) {
      background.waiter().accept(running);
      finish(source);
    }
    while (following) {
      follow();
    }
    if (capture != null && !failed) {
      store(capture.get());
    }
  }

  /** Whether, after {@link #close}, the last checkpoint was written and is of this index. */
  boolean isCompleteAt(long index) {
    Checkpoint last = written;
    return !failed && last != null && last.index() == index;
  }

  /** Does what may be done when a checkpoint is durable; on the worker's thread. */
  interface Listener {
    /** A checkpoint is durable, and none is under way before {@link #goOn} has said so. */
    void onCheckpoint(Checkpoint durable);

    /** Does some of what follows from it; false when all is done. */
    boolean goOn();
  }
}
