package dev.stator.core.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the log silent while failures are expected. */
final class QuietLog implements AutoCloseable {
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.stator");

  void begin() {
    logger.setLevel(Boolean.getBoolean("stator.log") ? Level.DEBUG : Level.OFF);
  }

  @Override
  public void close() {
    logger.setLevel(null);
  }
}
