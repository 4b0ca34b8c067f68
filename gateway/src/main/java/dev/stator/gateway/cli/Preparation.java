package dev.stator.gateway.cli;

import dev.stator.gateway.http.GatewayServer;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * What every server needs and takes a while to load, made ready on a thread of its own while the
 * options are read: the log, then the native code of the network.
 */
final class Preparation {
  private final CountDownLatch logging = new CountDownLatch(1);

  private Preparation() {}

  static Preparation begin() {
    Preparation preparation = new Preparation();
    Thread.ofPlatform().name("stator-prepare-start").daemon().start(preparation::run);
    return preparation;
  }

  private void run() {
    try {
      LoggerFactory.getILoggerFactory();
    } finally {
      logging.countDown();
    }
    GatewayServer.loadNativeTransport();
  }

  /** Waits for the log: whoever asks for it while it is being set up gets a makeshift one. */
  void awaitLogging() {
    try {
      logging.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
