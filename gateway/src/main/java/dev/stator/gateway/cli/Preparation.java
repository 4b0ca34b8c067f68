package dev.stator.gateway.cli;

import dev.stator.core.engine.Engine;
import dev.stator.gateway.http.GatewayServer;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * What every server needs and takes a while to load, made ready on a thread of its own while the
 * options are read: the log, then the native code of files and of the network.
 */
final class Preparation {
  private final CountDownLatch logging = new CountDownLatch(1);

  private Preparation() {}

  /**
   * @param server whether a server is to be started, which needs the network
   */
  static Preparation begin(boolean server) {
    Preparation preparation = new Preparation();
    Thread.ofPlatform().name("stator-prepare-start").daemon().start(() -> preparation.run(server));
    return preparation;
  }

  private void run(boolean server) {
    try {
      LoggerFactory.getILoggerFactory();
    } finally {
      logging.countDown();
    }
    if (server) {
      Engine.loadNativeCalls();
      GatewayServer.loadNativeTransport();
    }
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
