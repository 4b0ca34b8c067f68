package dev.stator.loadgen;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Set up, load, warm up and measure, in this order. */
final class Run implements AutoCloseable {
  private final RunSettings settings;
  private final Items items;
  private final Vertx vertx;

  Run(RunSettings settings) {
    this.settings = settings;
    this.items =
        new Items(
            settings.table(), settings.itemSize(), settings.consistentRead(), settings.seed());
    this.vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(settings.threads()));
  }

  /**
   * Makes sure that the table is there.
   *
   * @throws ExecutionException when the endpoint does not answer as it should
   */
  void setUp() throws InterruptedException, ExecutionException {
    DynamoClient client = new DynamoClient(vertx, settings.target(), 1, settings.timeout());
    await(new TableSetup(vertx, client, settings.table()).run().eventually(client::close));
  }

  /** Puts all items once. */
  Result load() throws InterruptedException, ExecutionException {
    return run(new LoadSource(settings.items()), System.nanoTime());
  }

  /** Warms up and measures. */
  Result measure() throws InterruptedException, ExecutionException {
    long measureFromNs = System.nanoTime() + settings.warmUp().toNanos();
    long endNs = measureFromNs + settings.duration().toNanos();
    RequestSource source =
        new UniformSource(
            settings.operation(), settings.items(), measureFromNs, endNs, settings.seed());
    return run(source, measureFromNs);
  }

  private Result run(RequestSource source, long measureFromNs)
      throws InterruptedException, ExecutionException {
    List<ClosedLoop> loops = new ArrayList<>();
    List<Future<String>> deployments = new ArrayList<>();
    long cpuBefore = Result.processCpuNs();
    long startNs = System.nanoTime();
    for (int thread = 0; thread < settings.threads(); thread++) {
      ClosedLoop loop =
          new ClosedLoop(
              settings.target(), connectionsOf(thread), settings.timeout(), items, source);
      loops.add(loop);
      deployments.add(vertx.deployVerticle(loop));
    }
    await(Future.all(deployments));
    long endNs = System.nanoTime();
    double cores = (double) (Result.processCpuNs() - cpuBefore) / (endNs - startNs);
    Tally total = new Tally();
    loops.forEach(loop -> total.add(loop.tally()));
    return new Result(source.operation(), total, endNs - measureFromNs, cores);
  }

  private int connectionsOf(int thread) {
    int more = thread < settings.connections() % settings.threads() ? 1 : 0;
    return settings.connections() / settings.threads() + more;
  }

  private static void await(Future<?> future) throws InterruptedException, ExecutionException {
    future.toCompletionStage().toCompletableFuture().get();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
