package dev.stator.loadgen.run;

import dev.stator.loadgen.http.ControlClient;
import dev.stator.loadgen.key.KeyChooser;
import dev.stator.loadgen.key.KeySpace;
import dev.stator.loadgen.measure.Interval;
import dev.stator.loadgen.workload.Items;
import dev.stator.loadgen.workload.LoadRequests;
import dev.stator.loadgen.workload.OperationType;
import dev.stator.loadgen.workload.ReadBack;
import dev.stator.loadgen.workload.Requests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The phases of a run: create, load, warm-up and measurement, verification, cleanup. */
public final class LoadRun implements AutoCloseable {
  private static final int THREAD_SEEDS = 1000;

  private final WorkloadSettings workload;
  private final LoadClient client;
  private final ControlClient control;
  private final TableSetup table;
  private final KeySpace space;
  private long phase;

  public LoadRun(ClientSettings settings, WorkloadSettings workload) {
    this.workload = workload;
    this.client = new LoadClient(settings);
    this.control =
        new ControlClient(
            settings.endpoint(), settings.credentials(), settings.region(), settings.timeout());
    this.table = new TableSetup(control, workload.layout());
    this.space = new KeySpace(workload.items());
  }

  /** Makes sure that the table is there. */
  public void create() throws IOException, InterruptedException {
    table.create();
  }

  public void cleanUp() throws IOException, InterruptedException {
    table.delete();
  }

  /** How a load ended: the number of items that are there now, and what it measured. */
  public record Loaded(long before, long written, boolean complete, PhaseResult result) {}

  /**
   * Writes the items that are not there yet.
   *
   * @param progressFile says how far an earlier load came, and is kept up to date; null for none
   */
  public Loaded load(@Nullable Path progressFile, Consumer<Interval> listener)
      throws IOException, InterruptedException {
    String content =
        workload.layout() + " seed " + workload.seed() + " in table " + table.identity();
    LoadProgress file = new LoadProgress(progressFile, content);
    long before = Math.min(file.read(), workload.items());
    LoadRequests.Progress progress = new LoadRequests.Progress(before, workload.items());
    PhaseResult result =
        client.run(
            thread -> new LoadRequests(workload.layout(), items(), progress),
            PaceSettings.untilDone(),
            false,
            workload.seed(),
            interval -> {
              note(file, progress.written());
              listener.accept(interval);
            });
    file.write(progress.written());
    return new Loaded(before, progress.written(), progress.isComplete(), result);
  }

  private static void note(LoadProgress file, long written) {
    try {
      file.write(written);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Warms up and measures. */
  public PhaseResult measure(PaceSettings pace, Consumer<Interval> listener)
      throws IOException, InterruptedException {
    long startNs = System.nanoTime();
    long seed = workload.seed() + ++phase * THREAD_SEEDS;
    int threads = client.settings().threads();
    return client.run(
        thread ->
            new Requests(
                workload.mix(),
                workload.layout(),
                workload.options(),
                space,
                new KeyChooser(workload.keys(), space, thread, threads, seed, startNs),
                items(),
                seed + THREAD_SEEDS / 2 + thread),
        pace,
        workload.options().consumedCapacity(),
        seed,
        listener);
  }

  /**
   * Reads items back and compares them with their checksums.
   *
   * @param count how many, evenly spread; at most all
   */
  public PhaseResult verify(long count, Consumer<Interval> listener)
      throws IOException, InterruptedException {
    long all = space.count();
    long stride = Math.max(1, all / Math.max(1, count));
    AtomicLong next = new AtomicLong();
    boolean deletes = workload.mix().contains(OperationType.DELETE);
    return client.run(
        thread -> new ReadBack(workload.layout(), items(), next, all, stride, deletes),
        PaceSettings.untilDone(),
        false,
        workload.seed(),
        listener);
  }

  private Items items() {
    return new Items(workload.layout(), workload.seed());
  }

  @Override
  public void close() {
    control.close();
    client.close();
  }
}
