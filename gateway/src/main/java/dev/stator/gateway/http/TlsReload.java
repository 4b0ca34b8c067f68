package dev.stator.gateway.http;

import dev.stator.gateway.watch.FileWatch;
import io.vertx.core.Future;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes certificates on that were replaced while the server runs. While they do not fit each other,
 * as between the replacement of one file and the next, those from before stay in force.
 */
final class TlsReload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

  private final TlsConfig config;
  private final List<EventLoopServer> loops;
  private final FileWatch watch = new FileWatch("stator-tls");

  /**
   * @param loops the servers that have read the files after {@link #TlsReload} was called
   */
  TlsReload(TlsConfig config, List<EventLoopServer> loops) {
    this.config = config;
    this.loops = loops;
    watch.add(config.files(), this::reload);
  }

  void start() {
    watch.start();
  }

  @Override
  public void close() {
    watch.close();
  }

  private void reload() {
    try {
      ServerSSLOptions options = TlsFiles.read(config);
      Future.all(loops.stream().map(loop -> loop.useCertificates(options)).toList())
          .onSuccess(done -> LOG.info("the certificate in {} is in force", config.certificate()))
          .onFailure(this::keepOld);
    } catch (IOException unreadable) {
      keepOld(unreadable);
    }
  }

  private void keepOld(Throwable failure) {
    LOG.warn(
        "the changed certificate or key cannot be used, the one from before stays: {}",
        failure.getMessage());
  }
}
