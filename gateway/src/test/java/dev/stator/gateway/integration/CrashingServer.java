package dev.stator.gateway.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A server process that is killed at random moments and started again on the same data. */
final class CrashingServer implements AutoCloseable {
  private static final int MIN_START_MS = 300;
  private static final int MAX_START_MS = 2_500;
  private static final long MAX_END_S = 60;

  private final Supplier<ServerProcess> launch;
  private final Random random;
  private ServerProcess server;

  CrashingServer(Supplier<ServerProcess> launch, Random random) {
    this.launch = launch;
    this.random = random;
    this.server = launch.get();
    server.awaitReady();
  }

  URI endpoint() {
    return server.endpoint();
  }

  /** What the running process printed, for the message of a failure. */
  String log() {
    return server.log();
  }

  void assertNoErrorsLogged() {
    assertThat(server.loggedErrors()).isEmpty();
  }

  /**
   * Lets clients work, each in a thread of its own until the server is gone, and kills it once the
   * latch is down or the time is over.
   *
   * @return what the clients returned
   */
  List<Long> runUntilKilled(List<Callable<Long>> clients, CountDownLatch enough, long maxMs) {
    List<Long> results = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Long>> running = clients.stream().map(threads::submit).toList();
      pause(enough, maxMs);
      server.kill();
      for (Future<Long> client : running) {
        results.add(result(client));
      }
    }
    assertNoErrorsLogged();
    return results;
  }

  /**
   * Starts it again. Sometimes the first start is killed as well, before or soon after it is ready.
   *
   * @return whether it was
   */
  boolean restart() {
    boolean killed = random.nextBoolean();
    if (killed) {
      server = launch.get();
      pause(new CountDownLatch(1), random.nextInt(MIN_START_MS, MAX_START_MS));
      server.kill();
      assertNoErrorsLogged();
    }
    server = launch.get();
    server.awaitReady();
    return killed;
  }

  @Override
  public void close() {
    server.kill();
  }

  private static long result(Future<Long> client) {
    try {
      return client.get(MAX_END_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("a client was given a wrong answer", e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("a client did not end", e);
    }
  }

  private static void pause(CountDownLatch end, long ms) {
    try {
      boolean _ = end.await(ms, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
