package dev.stator.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where health, metrics and reports are to be had. Nobody is asked for a key there.
 *
 * @param port 0 for any free one
 * @param required whether not to start when the port cannot be had
 */
public record AdminPort(String host, int port, boolean required) {
  private static final Logger LOG = LoggerFactory.getLogger(AdminPort.class);

  /**
   * Listens there, null when it cannot be and need not be.
   *
   * @throws StartupException when it cannot be and must be
   */
  @Nullable Administration start() {
    try {
      Administration started = Administration.start(host, port);
      if (!InetAddress.getByName(host).isLoopbackAddress()) {
        LOG.warn(
            "anybody who can reach {} can read health, metrics and reports; where Contributor"
                + " Insights are on, these have keys of items",
            host);
      }
      return started;
    } catch (UnknownHostException unknown) {
      throw new StartupException("unknown host: " + host, unknown);
    } catch (IOException occupied) {
      if (required) {
        throw new StartupException(String.valueOf(occupied.getMessage()), occupied);
      }
      LOG.warn("there are no health and metrics: {}", occupied.getMessage());
      return null;
    }
  }
}
