package dev.stator.core.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Keeps the log silent in test classes that expect failures. */
public final class QuietLog implements BeforeAllCallback, AfterAllCallback {
  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.stator");

  @Override
  public void beforeAll(ExtensionContext context) {
    logger.setLevel(Boolean.getBoolean("stator.log") ? Level.DEBUG : Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    logger.setLevel(null);
  }
}
