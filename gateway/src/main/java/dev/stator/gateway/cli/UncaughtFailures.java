package dev.stator.gateway.cli;

import dev.stator.gateway.http.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what ends a thread like everything else; the JVM would print it in a form of its own. */
final class UncaughtFailures implements Thread.UncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(UncaughtFailures.class);

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    LOG.error("thread {} ended by a failure", thread.getName(), Failures.withoutContents(failure));
  }
}
